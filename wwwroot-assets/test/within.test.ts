import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../src/shell/within";

const home = { left: 400, top: 700, width: 200, height: 40 };
const desk = { width: 1000, height: 800 };

const rows: [string, { x: number; y: number }, { x: number; y: number }][] = [
  ["goes where it is wanted", { x: -100, y: -200 }, { x: -100, y: -200 }],
  ["stops at the left and at the top", { x: -9999, y: -9999 }, { x: -392, y: -692 }],
  ["stops at the right and at the bottom", { x: 9999, y: 9999 }, { x: 392, y: 52 }],
];

for (const [words, wanted, offset] of rows) test(`a bar ${words}`, () => assert.deepEqual(within(home, wanted, desk), offset));

test("a bar that is wider than the window keeps its handle in reach", () => assert.equal(within(home, { x: 300, y: 0 }, { width: 150, height: 800 }).x, -392));
