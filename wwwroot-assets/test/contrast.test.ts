// Every pair of colours that the style sheets put together, light and dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const tokens = new Map<string, [string, string]>();
for (const [, name, light, dark] of readFileSync("src/css/tokens.css", "utf8").matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) {
  tokens.set(name!, [light!, dark!]);
}

const grounds = ["ground", "ground-sunk", "ground-raised", "hover", "selected"];
const statuses = ["waiting", "running", "good", "bad", "quiet"];

const texts: [string, string][] = [
  ...["text", "text-quiet", ...statuses, "danger"].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...statuses.map((status): [string, string] => [status, `${status}-soft`]),
  ["text", "bad-soft"],
  ["on-accent", "accent"], ["on-accent", "accent-hover"], ["on-danger", "danger"], ["on-danger", "danger-hover"],
];

const lines: [string, string][] = [
  ...["icon", "focus", "production"].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...["ground", "ground-sunk", "ground-raised"].map((ground): [string, string] => ["line", ground]),
  ["running", "running-soft"], ["bad", "bad-soft"],
];

for (const [theme, at] of [["light", 0], ["dark", 1]] as const) {
  test(`text can be read in ${theme}`, () => atLeast(texts, at, 4.5));
  test(`icons and edges can be seen in ${theme}`, () => atLeast(lines, at, 3));
}

test("the measure knows the two ends", () => {
  assert.equal(contrast("#ffffff", "#000000"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
});

function atLeast(pairs: [string, string][], at: 0 | 1, least: number) {
  const short = pairs.map(([ink, ground]) => ({ ink, ground, ratio: contrast(tokens.get(ink)![at], tokens.get(ground)![at]) })).filter((pair) => pair.ratio < least);
  assert.deepEqual(short, []);
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const part = parseInt(hex.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
