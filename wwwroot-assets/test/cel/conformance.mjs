// Writes the public conformance cases of CEL as one JSON array: file, section, and the case as the suite has it.
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";

const cases = [];
const walk = (suite, path) => {
  for (const test of suite.tests ?? []) cases.push({ file: path[0], section: path[1], case: test.original });
  for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
};
walk(tests, []);
process.stdout.write(JSON.stringify(cases));
