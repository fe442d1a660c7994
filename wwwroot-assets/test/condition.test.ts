import assert from "node:assert/strict";
import { test } from "node:test";
import { celMeaning, celOffers, type Words } from "../src/editor/cel";

const text = { type: "string" };
const words: Words = {
  variables: [
    { name: "containerImageTag", help: "The tag.", of: text },
    { name: "platforms", help: "For which.", of: { type: "list(string)", each: text } },
    { name: "nodes", help: "The steps.", of: { type: "map(string, node)", each: { type: "node", fields: [{ name: "state", help: "How it stands.", of: text }, { name: "choice", help: "What was chosen.", of: text }] } } },
  ],
  functions: [
    { name: "has", form: "has(map.field)", description: "Whether it is there." },
    { name: "exists", form: "list.exists(x, condition)", description: "Some." },
    { name: "size", form: "list(A).size() → int", description: "How many." },
    { name: "size", form: "size(list(A)) → int", description: "How many." },
    { name: "startsWith", form: "string.startsWith(string) → bool", description: "Begins so." },
    { name: "semver", form: "semver(string) → semver", description: "A version." },
  ],
};
const keys = { nodes: ["go-live", "calm"] };

// The bar is the cursor.
const spots: [string, string[] | null][] = [
  ["|", ["containerImageTag", "platforms", "nodes", "has", "size", "semver"]],
  ["sem|", ["containerImageTag", "platforms", "nodes", "has", "size", "semver"]],
  ["containerImageTag.|", ["startsWith"]],
  ["containerImageTag.sta|", ["startsWith"]],
  ["platforms.|", ["exists", "size"]],
  ["platforms[0].|", ["startsWith"]],
  ["nodes['|", ["go-live", "calm"]],
  ["nodes[\"go|", ["go-live", "calm"]],
  ["nodes[?'go|", ["go-live", "calm"]],
  ["nodes['go-live'].|", ["state", "choice"]],
  ["nodes['go-live'].?ch|", ["state", "choice"]],
  ["nodes['go-live'].choice.|", ["startsWith"]],
  ["nodes['go-live'].choice == 'it is |", null],
  ["nodes['go-live'].choice == 'a\\'b' && pla|", ["containerImageTag", "platforms", "nodes", "has", "size", "semver"]],
  ["platforms[0] |", ["containerImageTag", "platforms", "nodes", "has", "size", "semver"]],
  ["platforms[0]|", null],
  ["12|", null],
];

for (const [shown, offered] of spots) {
  test(`at ${shown}`, () => {
    const found = celOffers(words, keys, shown.slice(0, shown.indexOf("|")));
    assert.deepEqual(found && found.offers.map((offer) => offer.word), offered);
  });
}

test("only the word that was begun is replaced", () => {
  assert.equal(celOffers(words, keys, "semver(contai")!.from, 7);
  assert.equal(celOffers(words, keys, "nodes['go")!.from, 7);
  assert.equal(celOffers(words, keys, "nodes['a'].ch")!.from, 11);
});

test("a function that can be called in several ways is offered once, with all of them", () => {
  const size = celOffers(words, keys, "platforms.")!.offers.find((offer) => offer.word === "size")!;
  assert.deepEqual([size.kind, size.isCall], ["list(A).size() → int", true]);
});

test("a word says what it means, a text does not", () => {
  assert.deepEqual(celMeaning(words, "nodes['calm'].state == 'x'", 16), { from: 14, to: 19, head: "string", help: "How it stands." });
  assert.equal(celMeaning(words, "nodes['calm'].state == 'state'", 26), null);
});
