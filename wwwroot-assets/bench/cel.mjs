// Measures CEL in two packages, line by line: {"source", "facts"} says what, {"engine", "milliseconds"} answers {"value", "nanoseconds"} of one evaluation.
import { createInterface } from "node:readline";
import { Environment } from "@marcbachmann/cel-js";
import { celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";

const moments = new Set(["builtAt", "now", "at", "since"]);
const batch = 64;

// What cel-js is told of the variables, as ours is.
const types = {
  imageLabels: "list<string>",
  platforms: "list<string>",
  signedBy: "list<string>",
  appLabels: "map<string, string>",
  annotations: "map<string, string>",
  gitCommitDetails: "map<string, map<string, string>>",
  checks: "map<string, map<string, dyn>>",
  environments: "map<string, map<string, google.protobuf.Timestamp>>",
  builtAt: "google.protobuf.Timestamp",
  now: "google.protobuf.Timestamp",
  size: "int",
  numbers: "list<int>",
};

const convert = (name, value, moment) => {
  if (Array.isArray(value)) return value.map((item) => convert("", item, moment));
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, convert(key, inner, moment)]));
  if (typeof value === "number") return BigInt(value);
  return moments.has(name) ? moment(new Date(value)) : value;
};

const withCelJs = (source, facts) => {
  const environment = new Environment({ limits: { maxAstNodes: 100_000, maxDepth: 1_000 } });
  for (const name of Object.keys(facts)) environment.registerVariable(name, types[name] ?? "string");
  const program = environment.parse(source);
  const problem = program.check();
  if (!problem.valid) throw problem.error;
  const context = convert("", facts, (date) => date);
  return () => program(context);
};

const withBufbuild = (source, facts) => {
  const program = plan(celEnv(), parse(source));
  const context = convert("", facts, timestampFromDate);
  return () => program(context);
};

const measure = (evaluate, milliseconds) => {
  const value = evaluate();
  if (isCelError(value)) throw value;
  let [times, spent] = [0, 0n];
  const begin = process.hrtime.bigint();
  while (spent < milliseconds * 1e6) {
    for (let at = 0; at < batch; at++) evaluate();
    times += batch;
    spent = process.hrtime.bigint() - begin;
  }
  return { value, nanoseconds: Number(spent) / times };
};

let programs;
for await (const line of createInterface({ input: process.stdin })) {
  const { source, facts, engine, milliseconds } = JSON.parse(line);
  if (source) programs = { "cel-js": withCelJs(source, facts), bufbuild: withBufbuild(source, facts) };
  else process.stdout.write(`${JSON.stringify(measure(programs[engine], milliseconds))}\n`);
}
