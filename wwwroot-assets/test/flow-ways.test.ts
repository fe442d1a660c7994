import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsMeanwhile, problemsOf } from "../src/flow/checks";
import { find, offered, rankOf } from "../src/flow/find";
import { meaningOf, wayOf } from "../src/flow/keys";
import { placesOf, size, tidy } from "../src/flow/layout";
import { freeId, whyNotNamed } from "../src/flow/names";
import { startId } from "../src/flow/types";
import { after, before, circleOf, inOrder, step, type Way, wouldCircle } from "../src/flow/ways";
import { durationWords, some, spoken, wordsOf } from "../src/flow/words";
import { flow } from "./flow/samples";

const diamond = flow("a b>a c>a d>b,c");
const places = placesOf(diamond, "right");
const walks: [string, Way, string][] = [
  [startId, "forward", "a"], ["a", "back", startId], ["a", "forward", "b"], ["b", "down", "c"], ["c", "up", "b"], ["c", "forward", "d"], ["d", "forward", "d"], ["d", "back", "b"], ["b", "up", "b"], [startId, "back", startId],
];
for (const [from, way, to] of walks) test(`${way} from ${from} is ${to}`, () => assert.equal(step(diamond, from, way, places), to));

test("an arrow means where it points, on a narrow screen too", () => {
  assert.deepEqual([wayOf("ArrowRight", "right"), wayOf("ArrowDown", "right"), wayOf("ArrowDown", "down"), wayOf("ArrowLeft", "down")], ["forward", "down", "forward", "up"]);
});

test("the start stands before what depends on nothing that is there", () => {
  const graph = flow("a b>gone c>a");
  assert.deepEqual([after(graph, startId), before(graph, "b"), before(graph, "c")], [["a", "b"], [startId], ["a"]]);
});

test("a circle is found, in the order of the run", () => {
  assert.equal(circleOf(diamond), null);
  assert.deepEqual(circleOf(flow("a>c b>a c>b d>c")), ["b", "c", "a"]);
  assert.ok(wouldCircle(diamond, "d", "a") && !wouldCircle(diamond, "a", "d"));
});

test("each comes after what it waits for, circles at the end", () => assert.deepEqual(inOrder(flow("d>c c>b b x>y y>x")), [startId, "b", "c", "d", "x", "y"]));

const flaws: [string, string[]][] = [
  ["a b>a ka>b jc>b", []],
  ["ja", ["The flow has no stage."]],
  ["a b>gone", ["The node 'b' depends on 'gone', which is not there."]],
  ["a ja>a kb>ja", ["The soak 'kb' does not depend on exactly one stage."]],
  ["a b kc>a,b", ["The soak 'kc' does not depend on exactly one stage."]],
  ["a a", ["The id 'a' stands on a node before."]],
  ["a>b b>a", ["The nodes wait for one another in a circle: b → a → b."]],
];
for (const [words, expected] of flaws) test(`the problems of ${words}`, () => assert.deepEqual(problemsOf(flow(words)).map((problem) => problem.what), expected));

test("while steps are on their way, what is seen here replaces what the server said of it; the rest stays", () => {
  const told = flow("a kb jc");
  const other = { node: "jc", field: "judges", line: 3, column: 1, what: "Nobody is in the group.", help: "" };
  const server = [...problemsOf(told), other, { ...other, node: "gone" }];
  assert.deepEqual(problemsMeanwhile(flow("a kb>a jc"), told, server), [other]);
});

test("boxes never lie on one another, whichever way", () => {
  for (const direction of ["right", "down"] as const) {
    const all = [...tidy(flow("a b>a c>a d>a e>b,c f>d g h>g"), direction).values()];
    for (const [at, one] of all.entries()) for (const other of all.slice(at + 1)) assert.ok(Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height);
  }
});

test("branches lie in the order of the file", () => {
  const laid = tidy(flow("a b>a c>a d>a"), "right");
  assert.ok(laid.get("b")!.y < laid.get("c")!.y && laid.get("c")!.y < laid.get("d")!.y);
});

test("what has no place in a layout by hand stands beside what it follows, on no other", () => {
  const laid = placesOf(flow("a b>a c>a", { a: [0, 0], b: [264, 0] }), "right");
  assert.deepEqual([laid.get("b"), laid.get("c"), laid.get(startId)], [{ x: 264, y: 0 }, { x: 264, y: 112 }, { x: -264, y: 0 }]);
});

test("ids are free, short and spelled as the file wants them", () => {
  assert.deepEqual([freeId(flow("a"), "a"), freeId(flow("a a-2"), "a-2"), freeId(flow(""), "Prod EU"), freeId(flow("a"), "a", ["a-2"])], ["a-2", "a-3", "prod-eu", "a-3"]);
  const long = "x".repeat(50);
  assert.equal(freeId(flow(long), long), `${"x".repeat(48)}-2`);
  assert.deepEqual([whyNotNamed(flow("a"), "a", "a"), whyNotNamed(flow("a"), "a", "")], [null, "An id has 1 to 50 small letters, digits and hyphens."]);
});

const environments = new Map([["prod", { name: "prod", title: "Production", production: true, class: null, hasRegistry: true }]]);
for (const [typed, expected] of [["prod", ["prod", "prod-2"]], ["production", ["prod", "prod-2"]], ["soak", ["kcalm"]], ["2", ["prod-2"]], ["nothing", []]] as const) {
  test(`finding ${typed}`, () => assert.deepEqual(find(flow("prod prod-2 kcalm"), environments, typed), expected));
}

test("what is typed picks the best, exactly what is called so first", () => {
  const choice = (key: string, title: string) => ({ key, title, words: "", icon: "stage", why: null });
  assert.deepEqual(offered([choice("prod-eu", "Production Europe"), choice("prod", "Production"), choice("soak", "Soak")], "prod").map((offer) => offer.key), ["prod", "prod-eu"]);
  assert.ok(rankOf("Production Europe", "eur") < rankOf("Production Europe", "duc"));
});

const press = (key: string, also = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...also });
for (const [pressed, meaning] of [
  [press("n"), { do: "create" }], [press("+", { shiftKey: true }), { do: "create" }], [press("Delete"), { do: "remove", follow: "reconnect" }], [press("Delete", { shiftKey: true }), { do: "remove", follow: "remove" }],
  [press("z", { ctrlKey: true }), { do: "undo" }], [press("Z", { ctrlKey: true, shiftKey: true }), { do: "redo" }], [press("y", { metaKey: true }), { do: "redo" }], [press("d", { ctrlKey: true }), { do: "duplicate" }], [press("d"), { do: "disconnect" }],
  [press("ArrowUp", { altKey: true }), { do: "nudge", arrow: "ArrowUp" }], [press("ArrowUp", { shiftKey: true }), { do: "walk", arrow: "ArrowUp", mark: true }],
  [press("c", { ctrlKey: true }), null], [press("n", { ctrlKey: true }), null], [press("n", { altKey: true }), null], [press("q"), null],
] as const) test(`${JSON.stringify(pressed)} means ${meaning?.do ?? "nothing"}`, () => assert.deepEqual(meaningOf(pressed), meaning));

test("words for a soak, a judgement and a time", () => {
  assert.equal(wordsOf({ id: "a", soak: { for: "30m", probes: [{}] } }), "30 min, 1 probe");
  assert.equal(wordsOf({ id: "a", judgement: { choices: ["go", "stop"], judges: { count: 2, groups: [{ group: "sre", count: 1 }] } } }), "2 of anyone, sre 1 · go / stop");
  assert.deepEqual([durationWords("5d"), durationWords("odd"), some(["a", "b", "c", "d", "e"])], ["5 d", "odd", "a, b and 3 more"]);
});

test("all of a step is said", () => {
  const node = { ...flow("a prod>a").nodes[1]!, when: "true", ifFails: "ignore" };
  const words = spoken(node, { title: "Production", production: true, gates: [{ what: "Approvals", words: "2 people", from: "to-prod" }, { what: "Pass", words: "", from: "to-prod" }], problems: 1, followers: [] });
  assert.equal(words, "Production, prod. production stage. behind 2 people · pass. only when true. if it fails, goes on. after a. last. 1 problem");
});
