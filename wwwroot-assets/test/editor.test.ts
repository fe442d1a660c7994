import assert from "node:assert/strict";
import { test } from "node:test";
import { changeBetween } from "../src/editor/change";
import { keysAt, type Schema, schemaAt, valuesAt } from "../src/editor/schema";
import { spotAt } from "../src/editor/spot";

// The bar is the cursor.
const spots: [string, string[], "key" | "value" | "none", string][] = [
  ["ki|", [], "key", "ki"],
  ["kind: En|", ["kind"], "value", "En"],
  ["spec:\n  cl|", ["spec"], "key", "cl"],
  ["spec:\n  class: a\n  |", ["spec"], "key", ""],
  ["spec:\n  images:\n    registry: ma|", ["spec", "images", "registry"], "value", "ma"],
  ["spec:\n  images: { registry: main, rep|", ["spec", "images"], "key", "rep"],
  ["spec:\n  images: { registry: |", ["spec", "images", "registry"], "value", ""],
  ["spec:\n  nodes:\n    - id: one\n      st|", ["spec", "nodes", "[]"], "key", "st"],
  ["spec:\n  nodes:\n    - |", ["spec", "nodes", "[]"], "key", ""],
  ["spec:\n  nodes:\n  - id: one\n    dependsOn: [ a, b|", ["spec", "nodes", "[]", "dependsOn", "[]"], "value", "b"],
  ["spec:\n  nodes:\n    - { id: a, soak: { for: 1h }, st|", ["spec", "nodes", "[]"], "key", "st"],
  ["spec:\n  nodes:\n    - id: a\n  lim|", ["spec"], "key", "lim"],
  ["spec:\n  class: a # no|", [], "none", ""],
  ["metadata: { name: x, title: 'a: {b' }\nspec:\n  # a comment\n\n  p|", ["spec"], "key", "p"],
  ["spec:\n  names:\n    - a\n    - b|", ["spec", "names", "[]"], "key", "b"],
];

for (const [shown, path, at, word] of spots) {
  test(`the cursor in ${JSON.stringify(shown)}`, () => {
    const position = shown.indexOf("|");
    const spot = spotAt(shown.replace("|", ""), position);
    assert.deepEqual({ at: spot.at, word: spot.word, path: at === "none" ? [] : spot.path }, { at, word, path });
    assert.equal(spot.from, position - word.length);
  });
}

const schema: Schema = {
  properties: {
    kind: { const: "Flow" },
    spec: {
      properties: {
        limit: { type: "string", description: "How long." },
        on: { type: "boolean" },
        nodes: { items: { properties: { stage: { "x-ref": "environments" }, ifFails: { enum: ["halt", "ignore"] }, dependsOn: { items: { type: "string" } } } } },
      },
    },
    labels: { additionalProperties: { type: "string" } },
  },
};

test("keys are offered with what they mean", () => assert.deepEqual(keysAt(schema, ["spec"])[0], { word: "limit", help: "How long." }));

for (const [path, words] of [
  [["kind"], ["Flow"]],
  [["spec", "on"], ["true", "false"]],
  [["spec", "nodes", "[]", "stage"], ["dev", "prod"]],
  [["spec", "nodes", "[]", "ifFails"], ["halt", "ignore"]],
  [["spec", "nodes", "[]", "dependsOn", "[]"], ["one"]],
  [["spec", "unknown"], []],
] as const) {
  test(`the values of ${path.join("/")}`, () => assert.deepEqual(valuesAt(schema, [...path], { environments: ["dev", "prod"] }, ["one"]).map((offer) => offer.word), words));
}

test("a free key has the schema of all of them", () => assert.equal(schemaAt(schema, ["labels", "team"])?.type, "string"));

for (const [before, after, change] of [
  ["abc", "abc", null],
  ["a 40 b", "a 41 b", { from: 3, to: 4, insert: "1" }],
  ["aa", "aaa", { from: 2, to: 2, insert: "a" }],
  ["", "x", { from: 0, to: 0, insert: "x" }],
  ["xyx", "x", { from: 1, to: 3, insert: "" }],
] as const) {
  test(`from ${JSON.stringify(before)} to ${JSON.stringify(after)}`, () => assert.deepEqual(changeBetween(before, after), change));
}
