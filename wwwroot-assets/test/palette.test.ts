import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deeds } from "../src/shell/does";
import { opensPalette } from "../src/shell/meaning";
import { choose } from "../src/shell/palette-list";

const press = (key: string, also: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, defaultPrevented: false, ...also });

for (const [what, pressed, onMac, opens] of [
  ["Ctrl+K", press("k", { ctrlKey: true }), false, true],
  ["Ctrl+K with caps lock", press("K", { ctrlKey: true }), false, true],
  ["Cmd+K on a Mac", press("k", { metaKey: true }), true, true],
  ["Ctrl+K on a Mac, which deletes a line", press("k", { ctrlKey: true }), true, false],
  ["the Windows key with K", press("k", { metaKey: true }), false, false],
  ["k alone", press("k"), false, false],
  ["Ctrl+Shift+K, the browser's", press("K", { ctrlKey: true, shiftKey: true }), false, false],
  ["Ctrl+Alt+K", press("k", { ctrlKey: true, altKey: true }), false, false],
  ["Ctrl+K of an input method", press("k", { ctrlKey: true, isComposing: true }), false, false],
  ["Ctrl+J", press("j", { ctrlKey: true }), false, false],
] as const) {
  test(`${what} ${opens ? "opens" : "does not open"} the palette`, () => assert.equal(opensPalette(pressed, onMac), opens));
}

for (const [key, at, count, next] of [
  ["ArrowDown", 0, 3, 1], ["ArrowDown", 2, 3, 0], ["ArrowUp", 0, 3, 2], ["ArrowUp", 2, 3, 1], ["ArrowUp", -1, 3, 2],
  ["PageDown", 0, 3, 2], ["PageDown", 1, 9, 6], ["PageUp", 7, 9, 2], ["PageUp", 1, 9, 0],
  ["ArrowDown", -1, 0, null], ["a", 0, 3, null], ["Enter", 0, 3, null], ["Tab", 0, 3, null],
] as const) {
  test(`${key} at ${at} of ${count} goes to ${next}`, () => assert.equal(choose(key, at, count, false, true), next));
}

test("Home and End go through the list while nothing is typed, and else through the words", () => {
  assert.equal(choose("Home", 4, 9, false, true), 0);
  assert.equal(choose("End", 4, 9, false, true), 8);
  assert.equal(choose("Home", 4, 9, false, false), null);
  assert.equal(choose("End", 4, 9, false, false), null);
});

test("keys with others held are the field's own", () => assert.equal(choose("ArrowUp", 1, 3, true, true), null));

test("the browser can do whatever the portal offers it to do", () => {
  const offered = [...readFileSync("../PromotionPortal/Domain/Finding/ActionIndex.cs", "utf8").matchAll(/"([a-z-]+)"\),$/gm)].map(([, name]) => name!);
  assert.ok(offered.length > 5);
  assert.deepEqual(offered.sort(), Object.keys(deeds).sort());
});
