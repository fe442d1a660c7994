// The view as React Flow wants it: boxes and edges. What has not changed stays the same object, so that it is not drawn again.
import type { Edge, Node } from "@xyflow/react";
import { edgeOf } from "./commands";
import { type Direction, placesOf, type Places, size } from "./layout";
import { type Environment, type FlowNode, type Gate, type Graph, own, type Problem, startId } from "./types";
import type { View } from "./view";
import { after, before } from "./ways";
import { count, spoken, titleOf } from "./words";

export type Change = "added" | "removed" | "changed" | null;

export interface BoxData extends Record<string, unknown> {
  node: FlowNode;
  title: string;
  isProduction: boolean;
  gates: Gate[];
  problems: Problem[];
  change: Change;
  changes: string[];
  isLast: boolean;
  readOnly: boolean;
  direction: Direction;
  label: string;
}

export interface StartData extends Record<string, unknown> { title: string; words: string; isProduction: boolean; readOnly: boolean; isLast: boolean; direction: Direction; label: string; problems: Problem[]; changes: string[] }
export interface EdgeData extends Record<string, unknown> { from: string; to: string; change: Change; readOnly: boolean; isFirst: boolean }

export type Box = Node<BoxData, "step"> | Node<StartData, "start">;
export type FlowEdge = Edge<EdgeData, "flow">;

/** Of the view what is drawn: where the focus is, each box finds out itself. */
export type Drawn = Pick<View, "state" | "graph" | "problems" | "readOnly">;

export function boxesOf(view: Drawn, direction: Direction, environments: Map<string, Environment>): Box[] {
  const { graph, state } = view;
  const places = placesOf(graph, direction);
  const ghosts = ghostsOf(view, places, direction);
  return [startBox(view, environments, places, direction), ...graph.nodes.map((node) => stepBox(view, node, environments, places, direction)), ...ghosts.map((node) => ghostBox(node, state.diff?.removed ?? [], environments, direction))];
}

function stepBox(view: Drawn, node: FlowNode, environments: Map<string, Environment>, places: Places, direction: Direction): Box {
  const data = dataOf(view, node, environments, direction);
  return { id: node.id, type: "step", position: places.get(node.id) ?? { x: 0, y: 0 }, data, ...size };
}

export function dataOf(view: Drawn, node: FlowNode, environments: Map<string, Environment>, direction: Direction): BoxData {
  const { graph, state } = view;
  const followers = after(graph, node.id);
  const problems = view.problems.filter((problem) => problem.node === node.id);
  const gates = own(state.gates, node.id) ?? [];
  const changes = own(state.diff?.changed ?? {}, node.id) ?? [];
  const change: Change = state.diff?.added.includes(node.id) ? "added" : changes.length > 0 ? "changed" : null;
  const title = titleOf(node, environments);
  const isProduction = node.environment !== null && (environments.get(node.environment)?.production ?? false);
  return {
    node, title, isProduction, gates, problems, change, changes, isLast: followers.length === 0, direction, readOnly: view.readOnly,
    label: spoken(node, { title, production: isProduction, gates, problems: problems.length, followers, change: change === "changed" ? `changed: ${changes.join(", ")}` : (change ?? undefined) }),
  };
}

function startBox(view: Drawn, environments: Map<string, Environment>, places: Places, direction: Direction): Box {
  const { graph } = view;
  const words = startWords(graph);
  const environment = graph.start.environment === null ? undefined : environments.get(graph.start.environment);
  const title = startTitle(graph, environments);
  const problems = view.problems.filter((problem) => problem.node === null);
  const changes = view.state.diff?.flow ?? [];
  const data: StartData = {
    title, words, isProduction: environment?.production ?? false, problems, changes, direction, readOnly: view.readOnly, isLast: graph.nodes.length === 0,
    label: [`Start: ${title}`, words, problems.length > 0 ? count(problems.length, "problem of the flow", "problems of the flow") : "", changes.length > 0 ? `changed: ${changes.join(", ")}` : ""].filter((part) => part !== "").join(". "),
  };
  return { id: startId, type: "start", position: places.get(startId) ?? { x: 0, y: 0 }, data, ...size, draggable: false, deletable: false };
}

export const startTitle = (graph: Graph, environments: Map<string, Environment>): string =>
  graph.start.environment === null ? "Images from CI" : (environments.get(graph.start.environment)?.title ?? graph.start.environment);

export function startWords({ triggers }: Graph): string {
  const live = triggers.filter((trigger) => trigger.enabled);
  if (live.length === 0) return triggers.length > 0 ? "Triggers are switched off" : "Started by people";
  return live.length === 1 ? `${live[0]!.kind}: ${live[0]!.words}` : `${live.length} triggers`;
}

// What a comparison says is gone stands where it stood, else below everything.
function ghostsOf({ state, graph }: Drawn, places: Places, direction: Direction): (FlowNode & { place: { x: number; y: number } })[] {
  const lowest = Math.max(0, ...[...places.values()].map((place) => place.y));
  const removed = (state.diff?.removed ?? []).filter((node) => graph.nodes.every((other) => other.id !== node.id));
  return removed.map((node, at) => ({ ...node, place: node.at && direction === "right" ? { x: node.at[0], y: node.at[1] } : { x: at * (size.width + 40), y: lowest + size.height + 56 } }));
}

function ghostBox(node: FlowNode & { place: { x: number; y: number } }, removed: FlowNode[], environments: Map<string, Environment>, direction: Direction): Box {
  const title = titleOf(node, environments);
  const followers = removed.filter((other) => other.dependsOn.includes(node.id)).map((other) => other.id);
  const label = spoken(node, { title, production: false, gates: [], problems: 0, followers, change: "removed" });
  const data: BoxData = { node, title, isProduction: false, gates: [], problems: [], change: "removed", changes: [], isLast: false, readOnly: true, direction, label };
  return { id: `gone ${node.id}`, type: "step", position: node.place, data, ...size, draggable: false, selectable: false, deletable: false };
}

export function edgesOf(view: Drawn): FlowEdge[] {
  const { graph, state: { diff }, readOnly } = view;
  const isAdded = (from: string, to: string) => diff?.edgesAdded.some(([a, b]) => a === from && b === to) ?? false;
  const edges = graph.nodes.flatMap((node) => before(graph, node.id).map((from) => edge(from, node.id, { from, to: node.id, change: isAdded(from, node.id) ? "added" : null, readOnly, isFirst: from === startId })));
  const there = new Set(graph.nodes.map((node) => node.id));
  const drawn = (id: string) => (there.has(id) ? id : `gone ${id}`);
  const gone = (diff?.edgesRemoved ?? []).map(([from, to]) => edge(drawn(from), drawn(to), { from, to, change: "removed", readOnly: true, isFirst: false }));
  return [...edges, ...gone];
}

const edge = (source: string, target: string, data: EdgeData): FlowEdge => ({ id: data.change === "removed" ? `gone ${edgeOf(source, target)}` : edgeOf(source, target), source, target, type: "flow", data, selectable: false });

/** Of what was and what is the same: the old object. */
export function keepSame<T extends { id: string }>(next: T[], old: Map<string, { text: string; item: T }>): T[] {
  const seen = new Set<string>();
  const kept = next.map((item) => {
    seen.add(item.id);
    const text = JSON.stringify(item);
    const before = old.get(item.id);
    if (before?.text === text) return before.item;
    old.set(item.id, { text, item });
    return item;
  });
  for (const id of old.keys()) if (!seen.has(id)) old.delete(id);
  return kept;
}
