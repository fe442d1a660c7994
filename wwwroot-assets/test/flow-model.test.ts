import assert from "node:assert/strict";
import { test } from "node:test";
import { dataOf } from "../src/flow/boxes";
import { readCopied } from "../src/flow/clipboard";
import { duplicate } from "../src/flow/edits";
import { placesOf } from "../src/flow/layout";
import { apply, renameIn, viewOf } from "../src/flow/model";
import { advance, type Line, lineFrom, redoLabel, undoLabel } from "../src/flow/steps";
import type { Graph, NodeSpec, Op, State } from "../src/flow/types";
import { chance, edges, flow, frozen } from "./flow/samples";

const table: [string, string, Op[], string | null][] = [
  ["a node is added at the end", "a", [{ op: "add", node: { id: "b", stage: "b", dependsOn: ["a"] } }], "a b>a"],
  ["a node is added behind another", "a c", [{ op: "add", node: { id: "b", stage: "b" }, after: "a" }], "a b c"],
  ["an id cannot be there twice", "a", [{ op: "add", node: { id: "a", stage: "a" } }], null],
  ["a node goes, and so does what names it", "a b>a c>a,b", [{ op: "remove", id: "a" }], "b c>b"],
  ["what is not there cannot go", "a", [{ op: "remove", id: "b" }], null],
  ["a rename goes through the dependencies", "a b>a c>b,a", [{ op: "rename", id: "a", to: "x" }], "x b>x c>b,x"],
  ["a rename to what is there is none", "a b", [{ op: "rename", id: "a", to: "b" }], null],
  ["edges come", "a b", [{ op: "connect", from: "a", to: "b" }], "a b>a"],
  ["edges come once", "a b>a", [{ op: "connect", from: "a", to: "b" }], "a b>a"],
  ["edges go", "a b>a", [{ op: "disconnect", from: "a", to: "b" }], "a b"],
  ["all operations of a step or none", "a b", [{ op: "connect", from: "a", to: "b" }, { op: "remove", id: "z" }], null],
];

for (const [words, before, ops, after] of table) {
  test(words, () => {
    const graph = apply(frozen(flow(before)), ops);
    assert.equal(graph && edges(graph), after);
  });
}

test("a field of a node is set, and taken away by null", () => {
  const set = apply(flow("a"), [{ op: "set", id: "a", path: ["when"], value: "true" }, { op: "set", id: "a", path: ["ifFails"], value: "ignore" }])!;
  assert.deepEqual([set.nodes[0]!.when, set.nodes[0]!.ifFails], ["true", "ignore"]);
  const gone = apply(set, [{ op: "set", id: "a", path: ["when"], value: null }])!;
  assert.equal(gone.nodes[0]!.when, null);
  assert.ok(!("when" in gone.nodes[0]!.spec));
});

test("a field within a field is set, and the words follow", () => {
  const graph = apply(flow("a k>a"), [{ op: "set", id: "k", path: ["soak", "for"], value: "2h" }])!;
  assert.equal(graph.nodes[1]!.words, "2 h, no probes");
});

test("the start and the limit are fields of the flow", () => {
  const graph = apply(flow("a"), [{ op: "setFlow", path: ["spec", "start"], value: { environment: "dev" } }, { op: "setFlow", path: ["spec", "limit"], value: "5d" }])!;
  assert.deepEqual([graph.start, graph.limit], [{ images: false, environment: "dev" }, "5d"]);
});

test("triggers say what they wait for", () => {
  const graph = apply(flow("a"), [{ op: "setFlow", path: ["spec", "triggers"], value: [{ kind: "image", tags: ">=2.0.0" }, { kind: "schedule", cron: "0 0 6 ? * *", enabled: false }] }])!;
  assert.deepEqual(graph.triggers, [{ kind: "image", words: ">=2.0.0", enabled: true }, { kind: "schedule", words: "0 0 6 ? * *", enabled: false }]);
});

test("what a step leaves alone stays the same object", () => {
  const before = flow("a b>a c>b");
  const after = apply(before, [{ op: "set", id: "b", path: ["when"], value: "true" }])!;
  assert.deepEqual(after.nodes.map((node, at) => node === before.nodes[at]), [true, false, true]);
});

test("a node of two kinds or of none is of no kind that is known", () => {
  assert.equal(viewOf({ id: "a", stage: "a", soak: { for: "1h" } }, null).kind, "unknown");
  assert.equal(viewOf({ id: "a" }, null).kind, "unknown");
});

for (const [before, after] of [["nodes['a'].choice == 'go'", "nodes['x'].choice == 'go'"], ['nodes["a"].state', 'nodes["x"].state'], ["nodes['ab'].choice == 'a'", "nodes['ab'].choice == 'a'"], ["'a' in inputs", "'a' in inputs"]] as const) {
  test(`a rename of a in ${before}`, () => assert.equal(renameIn(before, "a", "x"), after));
}

test("undo and redo know what they are about", () => {
  const line = advance(lineFrom(flow("a")), { id: "1", label: "Add b", ops: [{ op: "add", node: { id: "b", stage: "b" } }] })!;
  assert.equal(undoLabel(line, "Older"), "Add b");
  const back = advance(line, { id: "2", undo: true })!;
  assert.deepEqual([undoLabel(back, "Older"), redoLabel(back, null)], ["Older", "Add b"]);
});

test("what this page never saw it cannot undo", () => assert.equal(advance(lineFrom(flow("a")), { id: "1", undo: true }), null));

test("a new step ends what could be redone", () => {
  let line = lineFrom(flow("a b"));
  for (const step of [{ id: "1", label: "x", ops: [{ op: "connect" as const, from: "a", to: "b" }] }, { id: "2", undo: true as const }, { id: "3", label: "y", ops: [{ op: "remove" as const, id: "b" }] }]) line = advance(line, step)!;
  assert.equal(advance(line, { id: "4", redo: true }), null);
  assert.equal(edges(line.graph), "a");
});

test("steps by chance, undone to the beginning and redone to the end", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const pick = chance(seed);
    const begin = frozen(flow("a b>a kc>b jd>b e>kc,jd", pick(2) ? { a: [0, 0], b: [300, 0] } : {}));
    let line = lineFrom(begin);
    let done = 0;
    for (let step = 0; step < 30; step++) {
      const next = advance(line, { id: `${step}`, label: `${step}`, ops: opsByChance(line.graph, pick, step) });
      if (!next) continue;
      line = frozen(next);
      done++;
    }
    const end = structuredClone(line.graph);
    const back = turned(line, "undo", done);
    assert.deepEqual(back.graph, begin, `seed ${seed}`);
    assert.equal(advance(back, { id: "u", undo: true }), null);
    assert.deepEqual(turned(back, "redo", done).graph, end, `seed ${seed}`);
    assert.ok(done > 5, `seed ${seed} did too little to say anything`);
  }
});

function turned(line: Line, way: "undo" | "redo", times: number): Line {
  for (let time = 0; time < times; time++) line = frozen(advance(line, way === "undo" ? { id: "u", undo: true } : { id: "r", redo: true })!);
  return line;
}

function opsByChance(graph: Graph, pick: (below: number) => number, step: number): Op[] {
  const any = () => graph.nodes[pick(graph.nodes.length)]?.id ?? "none";
  const all: (() => Op)[] = [
    () => ({ op: "add", node: { id: `n${step}`, stage: "x", dependsOn: [any()] }, at: [pick(900), pick(900)], after: any() }),
    () => ({ op: "remove", id: any() }),
    () => ({ op: "rename", id: any(), to: `r${step}` }),
    () => ({ op: "connect", from: any(), to: any() }),
    () => ({ op: "disconnect", from: any(), to: any() }),
    () => ({ op: "set", id: any(), path: ["when"], value: pick(2) ? `nodes['${any()}'].choice == 'go'` : null }),
    () => ({ op: "setFlow", path: ["spec", "limit"], value: pick(2) ? "2d" : null }),
    () => ({ op: "move", to: { [any()]: [pick(900), pick(900)] } }),
  ];
  return Array.from({ length: 1 + pick(3) }, () => all[pick(all.length)]!());
}

test("a step may be called anything that is an id, also what every object has", () => {
  const graph = flow("constructor valueof>constructor b>valueof", { b: [1, 2] });
  const places = placesOf(graph, "down");
  assert.deepEqual([...places.keys()].sort(), ["@start", "b", "constructor", "valueof"]);
  assert.equal(apply(graph, [{ op: "move", to: { b: [3, 4] } }])!.nodes[0]!.at, null);
  const state = { gates: {}, diff: null, environments: [] } as unknown as State;
  assert.deepEqual(dataOf({ state, graph, problems: [], readOnly: false }, graph.nodes[0]!, new Map(), "right").gates, []);
});

test("a file that says numbers and truths where texts are meant is shown, copied and duplicated all the same", () => {
  const odd = viewOf({ id: 1, stage: "dev", when: true, dependsOn: [2] } as unknown as NodeSpec, null);
  assert.deepEqual([odd.id, odd.when, odd.dependsOn], ["1", "true", ["2"]]);
  const twice = duplicate({ ...flow(""), nodes: [odd] }, ["1"])!;
  assert.deepEqual(twice.ops[0], { op: "add", node: { id: "1-2", stage: "dev", when: "true", dependsOn: ["2"] }, after: "1" });
  assert.equal(viewOf({ id: "a", judgement: { judges: { groups: [null] } } } as unknown as NodeSpec, null).kind, "judgement");
});

test("whatever the clipboard holds, only steps are pasted", () => {
  const deep = JSON.parse("[".repeat(70) + "]".repeat(70)) as unknown;
  for (const node of [{ id: "x", stage: { a: 1 } }, { id: "x", evil: deep }, { id: "x", dependsOn: "abc" }, { id: "x", when: 5 }, { id: "x", soak: "1h" }, { id: 4 }, null, "x", { id: "y".repeat(51) }]) {
    assert.equal(readCopied(JSON.stringify({ mark: "promotionportal/flow-nodes", nodes: [node], at: {} })), null, JSON.stringify(node).slice(0, 60));
  }
  assert.deepEqual(readCopied(JSON.stringify({ mark: "promotionportal/flow-nodes", nodes: [{ id: "x" }], at: { x: [1, "2"], y: [1, 2] } }))!.at, { y: [1, 2] });
});

test("a moved step stands on whole numbers, wherever it stood before", () => {
  const graph = flow("a", { a: [10.5, 0] });
  const ops = duplicate(graph, ["a"])!.ops[0] as { at: number[] };
  assert.ok(ops.at.every(Number.isInteger));
});
