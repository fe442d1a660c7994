import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { elementAt, placeOf, type Branch } from "../src/shell/whereabouts";

const sheets = ["src/portal.css", ...readdirSync("src/css").map((name) => `src/css/${name}`)];

for (const sheet of sheets) {
  const text = readFileSync(sheet, "utf8");

  test(`${sheet} asks nothing of another host`, () => assert.doesNotMatch(text, /url\(\s*["']?(https?:)?\/\//));

  test(`${sheet} takes its colours from the tokens`, () => {
    if (!sheet.endsWith("tokens.css")) assert.doesNotMatch(text.replace(/&#\w+;/g, ""), /#[0-9a-f]{3,8}\b(?=[^{]*[;}])|\brgba?\(|\bhsla?\(/i);
  });
}

test("every sheet is part of the portal's, or of the flow editor's, which its page loads", () => {
  const imported = [...readFileSync("src/portal.css", "utf8").matchAll(/css\/[\w-]+\.css/g)].map(([name]) => `src/${name}`);
  const ofFlows = [...readFileSync("src/css/flow.css", "utf8").matchAll(/"\.\/([\w-]+\.css)"/g)].map(([, name]) => `src/css/${name}`);
  assert.deepEqual([...imported, ...ofFlows, "src/css/flow.css"].sort(), sheets.filter((sheet) => sheet !== "src/portal.css").sort());
});

function tree(): { root: Branch; leaf: Branch } {
  const branch = (...children: Branch[]): Branch => {
    const made: Branch = { children, parentElement: null };
    for (const child of children) child.parentElement = made;
    return made;
  };
  const leaf = branch();
  return { root: branch(branch(), branch(branch(), leaf)), leaf };
}

test("an element is found again at its place in a page made anew", () => {
  const [before, after] = [tree(), tree()];
  assert.equal(placeOf(before.leaf, before.root), "1/1");
  assert.equal(elementAt(placeOf(before.leaf, before.root)!, after.root), after.leaf);
  assert.equal(elementAt("", after.root), after.root);
});

test("what is not there is not found", () => {
  const { root } = tree();
  assert.equal(elementAt("1/7", root), null);
  assert.equal(elementAt("7/0/0", root), null);
  assert.equal(placeOf(tree().leaf, root), null);
});
