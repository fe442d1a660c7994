import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the style sheet asks nothing of another host", () => {
  assert.doesNotMatch(readFileSync("src/portal.css", "utf8"), /url\(\s*["']?(https?:)?\/\//);
});
