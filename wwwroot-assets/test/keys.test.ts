import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf, type Press } from "../src/shell/meaning";

const press = (key: string, also: Partial<Press> = {}): Press =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, defaultPrevented: false, ...also });

for (const [key, meaning] of [["j", "next"], ["k", "previous"], ["/", "filter"], ["?", "help"], ["g", "await-page"], ["Escape", "close"], ["a", "approve"], ["r", "reject"], ["e", "explain"], ["x", "select"]] as const) {
  test(`${key} means ${meaning}`, () => assert.deepEqual(meaningOf(press(key), false), { do: meaning }));
}

test("a letter after g names a page, j too", () => {
  assert.deepEqual(meaningOf(press("a"), true), { do: "page", letter: "a" });
  assert.deepEqual(meaningOf(press("j"), true), { do: "page", letter: "j" });
});

test("what is not a letter after g means nothing", () => {
  for (const key of ["/", "?", "Enter", "Tab", "1"]) assert.equal(meaningOf(press(key), true), null);
});

test("keys of the browser and of an input method are left alone", () => {
  for (const also of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }, { defaultPrevented: true }]) {
    assert.equal(meaningOf(press("k", also), false), null);
  }
});

test("other keys mean nothing", () => {
  for (const key of ["y", "Enter", " ", "ArrowDown", "J", "A", "X"]) assert.equal(meaningOf(press(key), false), null);
});
