import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../src/flow/desk";
import { create, spotAfter } from "../src/flow/edits";
import type { Graph, State, Step } from "../src/flow/types";
import { edges, flow } from "./flow/samples";

Object.assign(globalThis, { document: { getElementById: () => null } });

const state = (graph: Graph, draft: number, revision: number): State => ({
  name: "standard", title: null, draft, revision, base: "abc", tip: "abc", moved: false, isDirty: revision > 0, mayChange: true, mayPropose: true, readOnly: false, undo: null, redo: null,
  graph, problems: [], environments: [], groups: [], products: [], gates: {}, refused: [],
});

// A server with one draft: every step is taken, and the answer is the graph as this page has it.
function stand() {
  const posted: Step[][] = [];
  const told: unknown[][] = [];
  const page = { invokeMethodAsync: (...call: unknown[]) => (told.push(call), Promise.resolve()) };
  const desk: Desk = new Desk({ name: "standard", readOnly: false, url: "" }, state(flow("dev"), 0, 0), page, {
    read: () => Promise.reject(new Error("not asked for")),
    post: (_, __, steps) => (posted.push([...steps]), Promise.resolve(state(desk.graph, 7, posted.flat().length))),
  }, { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  const add = async (after: string) => {
    desk.do(create(desk.graph, { kind: "judgement" }, spotAfter(after)));
    await new Promise((done) => setTimeout(done, 5));
  };
  return { desk, add, told };
}

test("a state that was sent before an answer comes too late to be shown", async () => {
  const { desk, add } = stand();
  await add("dev");
  const late = state(desk.graph, 7, 1);
  await add("judgement");
  desk.setState(late);
  assert.equal(edges(desk.graph), "dev judgement>dev judgement-2>judgement");
  assert.equal(desk.view.focus, "judgement-2");
});

test("what another view did is shown, also when it ended the draft or began another", async () => {
  const { desk, add } = stand();
  await add("dev");
  desk.setState(state(flow("dev test>dev"), 7, 2));
  assert.equal(edges(desk.graph), "dev test>dev");
  desk.setState(state(flow("dev"), 0, 0));
  assert.equal(edges(desk.graph), "dev");
  desk.setState(state(flow("dev prod>dev"), 8, 1));
  assert.equal(edges(desk.graph), "dev prod>dev");
});

test("a step that is added is what the next one goes after, and an open drawer goes along", async () => {
  const { desk, add, told } = stand();
  desk.select(["dev"], true);
  await add("dev");
  assert.deepEqual([desk.view.focus, desk.view.selected], ["judgement", ["judgement"]]);
  assert.deepEqual(told.filter(([method]) => method === "OnSelected"), [["OnSelected", ["dev"]], ["OnSelected", ["judgement"]]]);
});
