import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionAt } from "../src/editor/condition-at";
import type { Schema } from "../src/editor/schema";

const schema: Schema = {
  properties: {
    spec: {
      properties: {
        pass: { type: "string", "x-cel": "policy" },
        title: { type: "string" },
        nodes: { items: { properties: { id: { type: "string" }, when: { type: "string", "x-cel": "flow" } } } },
      },
    },
  },
};

// Where the cursor stands, and the condition as far as that. Null: there is none.
const spots: [string, string | null][] = [
  ["spec:\n  pass: ima▮", "ima"],
  ["spec:\n  pass: environments['dev'].▮", "environments['dev']."],
  ["spec:\n  pass: size > 1 && \"a\" in imageLabels[0].▮", "size > 1 && \"a\" in imageLabels[0]."],
  ["spec:\n  pass: \"branch == 'ma▮'\"", "branch == 'ma"],
  ["spec:\n  pass: 'branch == ''ma▮", "branch == 'ma"],
  ["spec:\n  pass: \"branch == \\\"ma▮", "branch == \"ma"],
  ["spec:\n  pass: \"size > 1\" ▮", null],
  ["spec:\n  pass: ▮", ""],
  ["spec:\n  pass: >-\n    size > 1 &&\n    sig▮", "    size > 1 &&\n    sig"],
  ["spec:\n  pass: |-\n    size > 1 ? signed : sig▮\n  title: x", "    size > 1 ? signed : sig"],
  ["spec:\n  pass: size > 1 &&\n    sig▮", "size > 1 &&\n    sig"],
  ["spec:\n  title: ima▮", null],
  ["spec:\n  pass: size > 1\n  ti▮", null],
  ["spec:\n  pass: >-\n    size > 1\n\n  title: si▮", null],
  ["spec:\n  nodes:\n    - id: a\n      when: nodes['a'].▮", "nodes['a']."],
  ["spec:\n  nodes:\n    - when: nodes['▮", "nodes['"],
  ["spec:\n  nodes:\n    - { id: a, when: \"nodes['b'].ch▮\" }", "nodes['b'].ch"],
  ["spec:\n  nodes:\n    - { id: 'a▮', when: \"x\" }", null],
  ["sp▮", null],
];

for (const [shown, before] of spots) {
  test(`a condition in ${JSON.stringify(shown)}`, () => {
    const found = conditionAt(shown.replace("▮", ""), shown.indexOf("▮"), schema);
    assert.equal(found?.before ?? null, before);
    if (found) assert.equal(found.place, shown.includes("nodes") ? "flow" : "policy");
  });
}
