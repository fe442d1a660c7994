import assert from "node:assert/strict";
import { test } from "node:test";
import { copied, paste, readCopied } from "../src/flow/clipboard";
import { type Answer, connect, create, disconnect, duplicate, isRefusal, mirror, move, type New, remove, rename, type Spot, spotAfter, spotBefore, spotBehind, spotBetween, tidyUp } from "../src/flow/edits";
import { apply } from "../src/flow/model";
import { type Graph, startId } from "../src/flow/types";
import { edges, flow, frozen } from "./flow/samples";

const stage = (environment: string): New => ({ kind: "stage", environment });
const judgement: New = { kind: "judgement" };
const soak: New = { kind: "soak" };

function after(graph: Graph, answer: Answer | null): string {
  if (!answer) return "nothing";
  return isRefusal(answer) ? `no: ${answer.why}` : edges(apply(frozen(graph), answer.ops)!);
}

const created: [string, string, New, (graph: Graph) => Spot, string][] = [
  ["the first step follows the start", "", stage("dev"), () => spotAfter(startId), "dev"],
  ["a step follows another", "a", judgement, () => spotAfter("a"), "a judgement>a"],
  ["a second one beside what follows", "a b>a", stage("c"), () => spotAfter("a"), "a c>a b>a"],
  ["a step comes between two", "a b>a c>a", stage("x"), () => spotBetween("a", "b"), "a x>a b>x c>a"],
  ["between the start and a step", "a", stage("x"), () => spotBetween(startId, "a"), "a>x x"],
  ["a step comes before another, with all it waited for", "a b c>a,b", judgement, (graph) => spotBefore(graph, "c"), "a b judgement>a,b c>judgement"],
  ["a step comes before all that follow", "a b>a c>a", judgement, (graph) => spotBehind(graph, "a"), "a judgement>a b>judgement c>judgement"],
  ["an id that is taken gets a number", "dev judgement>dev", judgement, () => spotAfter("judgement"), "dev judgement>dev judgement-2>judgement"],
  ["so does a stage of the same environment", "prod prod-2", stage("prod"), () => spotAfter(startId), "prod prod-2 prod-3"],
  ["a soak watches a stage", "a", soak, () => spotAfter("a"), "a soak>a"],
  ["a soak watches nothing else", "jb", soak, () => spotAfter("jb"), "no: A soak watches one environment: add it after a stage."],
  ["nor the start", "a", soak, () => spotAfter(startId), "no: A soak watches one environment: add it after a stage."],
];

for (const [words, before, made, spot, expected] of created) {
  test(words, () => assert.equal(after(flow(before), create(flow(before), made, spot(flow(before)))), expected));
}

test("nothing is promoted into the environment that the flow starts from", () => {
  const graph = { ...flow("a"), start: { images: false, environment: "dev" } };
  assert.equal(after(graph, create(graph, stage("dev"), spotAfter("a"))), "no: The flow starts from this environment.");
});

test("a new step is marked, has the focus and is spoken of", () => {
  const edit = create(flow("a"), soak, spotAfter("a"));
  assert.ok(edit && !isRefusal(edit));
  assert.deepEqual([edit.label, edit.said, edit.focus, edit.select], ["Add soak", "Added soak after a", "soak", ["soak"]]);
});

test("while nothing is placed by hand a new step has no place either", () => {
  const edit = create(flow("a"), soak, spotAfter("a"));
  assert.ok(!isRefusal(edit) && edit.ops.every((op) => op.op !== "move" && !("at" in op)));
});

test("in a layout by hand what follows makes room in the same step", () => {
  const graph = flow("a b>a", { a: [0, 0], b: [300, 0] });
  const edit = create(graph, stage("x"), spotBetween("a", "b"));
  assert.ok(!isRefusal(edit));
  const places = Object.fromEntries(apply(graph, edit.ops)!.nodes.map((node) => [node.id, node.at]));
  assert.deepEqual(places, { a: [0, 0], x: [264, 0], b: [528, 0] });
});

const removed: [string, string, string[], "reconnect" | "remove", string][] = [
  ["what follows waits for what stood before", "a b>a c>b", ["b"], "reconnect", "a c>a"],
  ["also over several that go", "a b>a c>b d>c", ["b", "c"], "reconnect", "a d>a"],
  ["an edge that is there already is not doubled", "a b>a c>a,b", ["b"], "reconnect", "a c>a"],
  ["the first one goes and its follower begins the flow", "a b>a", ["a"], "reconnect", "b"],
  ["or what follows goes too", "a b>a c>b d>a", ["b"], "remove", "a d>a"],
];

for (const [words, before, ids, follow, expected] of removed) test(words, () => assert.equal(after(flow(before), remove(flow(before), ids, follow)), expected));

const connected: [string, string, Answer | null, string][] = [
  ["an edge is drawn", "a b", connect(flow("a b"), "a", "b"), "a b>a"],
  ["not twice", "a b>a", connect(flow("a b>a"), "a", "b"), "no: b already waits for a."],
  ["not into a circle", "a b>a c>b", connect(flow("a b>a c>b"), "c", "a"), "no: That would be a circle: c comes after a."],
  ["not to itself", "a", connect(flow("a"), "a", "a"), "no: A step cannot wait for itself."],
  ["from the start: it waits for nothing more", "a b>a", connect(flow("a b>a"), startId, "b"), "a b"],
  ["an edge is cut", "a b>a", disconnect(flow("a b>a"), [["a", "b"]]), "a b"],
  ["several at once", "a b>a c>b", disconnect(flow("a b>a c>b"), [["a", "b"], ["b", "c"]]), "a b c"],
  ["the one from the start is none", "a", disconnect(flow("a"), [[startId, "a"]]), "no: A step that waits for nothing begins with the flow."],
  ["a rename", "a b>a", rename(flow("a b>a"), "a", "x"), "x b>x"],
  ["a rename to another step", "a b", rename(flow("a b"), "a", "b"), "no: 'b' is another step."],
  ["a rename to no id", "a", rename(flow("a"), "a", "A b"), "no: An id has 1 to 50 small letters, digits and hyphens."],
  ["the same for another environment", "a b>a", mirror(flow("a b>a"), "b", "c"), "a b>a c>a"],
  ["a judgement has no environment", "ja", mirror(flow("ja"), "ja", "c"), "no: Only a stage has an environment."],
  ["copies keep the edges among them and from before", "a b>a c>b", duplicate(flow("a b>a c>b"), ["b", "c"]), "a b>a b-2>a c>b c-2>b-2"],
];

for (const [words, before, answer, expected] of connected) test(words, () => assert.equal(after(flow(before), answer), expected));

test("a mirrored stage has the same settings", () => {
  const graph = apply(flow("a b>a"), [{ op: "set", id: "b", path: ["when"], value: "nodes['a'].state == 'succeeded'" }, { op: "set", id: "b", path: ["ifFails"], value: "ignore" }])!;
  const edit = mirror(graph, "b", "c");
  assert.ok(edit && !isRefusal(edit));
  assert.deepEqual(apply(graph, edit.ops)!.nodes.at(-1)!.spec, { id: "c", stage: "c", dependsOn: ["a"], when: "nodes['a'].state == 'succeeded'", ifFails: "ignore" });
});

test("an expression of a copy speaks of the copies", () => {
  const graph = apply(flow("ja b>ja"), [{ op: "set", id: "b", path: ["when"], value: "nodes['ja'].choice == 'go'" }])!;
  const edit = duplicate(graph, ["ja", "b"])!;
  assert.equal(apply(graph, edit.ops)!.nodes.find((node) => node.id === "b-2")!.when, "nodes['ja-2'].choice == 'go'");
});

test("what was copied is pasted into another flow, behind the step that has the focus", () => {
  const text = copied(flow("a b>a c>b"), ["b", "c"])!;
  const other = flow("x b>x");
  assert.equal(after(other, paste(other, text, "x")), "x b>x b-2>x c>b-2");
});

test("other text is no copy", () => {
  for (const text of ["", "hello", "{}", '{"mark":"promotionportal/flow-nodes"}', '{"mark":"promotionportal/flow-nodes","nodes":[{}]}', "[promotionportal/flow-nodes"]) assert.equal(readCopied(text), null);
  assert.equal(after(flow("a"), paste(flow("a"), "hello", null)), "no: There are no copied steps to paste.");
});

test("the first move writes down the whole layout, the next only what moved", () => {
  const first = move(flow("a b>a"), { a: [10, 20] })!;
  assert.deepEqual(first.ops, [{ op: "move", to: { a: [10, 20], b: [528, 0] } }]);
  assert.deepEqual(move(apply(flow("a b>a"), first.ops)!, { b: [30, 40] })!.ops, [{ op: "move", to: { b: [30, 40] } }]);
});

test("what is tidy is not tidied again", () => {
  const graph = flow("a b>a c>a");
  assert.equal(tidyUp(apply(graph, tidyUp(graph)!.ops)!), null);
});
