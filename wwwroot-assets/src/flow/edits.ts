// What a person does, as one step each: what it is called, its operations, what is said of it, and where the focus goes. Null where there is nothing to do; words where it cannot be.
import { isPlaced, placesOf, pointsOf, roomFor, size, tidy } from "./layout";
import { textOf } from "./model";
import { freeId, whyNotNamed } from "./names";
import { type FlowNode, type Graph, type NodeSpec, type Op, own, type Point, startId } from "./types";
import { after, before, behind, nodeOf, wouldCircle } from "./ways";
import { kindWords, some } from "./words";

export interface Edit { label: string; ops: Op[]; said: string; focus?: string; select?: string[] }
export type Refusal = { why: string };
export type Answer = Edit | Refusal;
export const isRefusal = (answer: Answer): answer is Refusal => "why" in answer;

/** What can be made: a stage of an environment, a judgement, a soak. */
export type New = { kind: "stage"; environment: string } | { kind: "judgement" } | { kind: "soak" };
/** Where it goes: it waits for `from`, and `to` waits for it instead of waiting for `from`. */
export interface Spot { from: string[]; to: string[] }

export const spotAfter = (id: string): Spot => ({ from: [id], to: [] });
export const spotBetween = (from: string, to: string): Spot => ({ from: [from], to: [to] });
export const spotBefore = (graph: Graph, id: string): Spot => ({ from: before(graph, id), to: [id] });
/** Between a node and all that follows it. */
export const spotBehind = (graph: Graph, id: string): Spot => ({ from: [id], to: after(graph, id) });

/** Why this cannot stand there, in words, or null. */
export function whyNot(graph: Graph, made: New, spot: Spot): string | null {
  if (made.kind === "stage") return made.environment === graph.start.environment ? "The flow starts from this environment." : null;
  if (made.kind === "judgement") return null;
  return spot.from.length === 1 && nodeOf(graph, spot.from[0]!)?.kind === "stage" ? null : "A soak watches one environment: add it after a stage.";
}

export function create(graph: Graph, made: New, spot: Spot, at?: Point): Answer {
  const why = whyNot(graph, made, spot);
  if (why) return { why };
  const id = freeId(graph, made.kind === "stage" ? made.environment : made.kind);
  const from = spot.from.filter((other) => other !== startId);
  const spec: NodeSpec = { id, ...specOf(made), dependsOn: from };
  const rewired: Op[] = spot.to.flatMap((to): Op[] => [
    ...from.filter((other) => nodeOf(graph, to)?.dependsOn.includes(other)).map((other): Op => ({ op: "disconnect", from: other, to })),
    { op: "connect", from: id, to },
  ]);
  const { place, room } = placing(graph, spot, at);
  const behindWhat = from.at(-1);
  const add: Op = { op: "add", node: spec, ...(place ? { at: place } : {}), ...(behindWhat ? { after: behindWhat } : {}) };
  const where = spot.to.length > 0 ? `between ${some(namesOf(spot.from))} and ${some(spot.to)}` : `after ${some(namesOf(spot.from))}`;
  return { label: `Add ${id}`, ops: [add, ...rewired, ...room], said: `Added ${made.kind === "stage" ? `stage ${id}` : id} ${where}`, focus: id, select: [id] };
}

function specOf(made: New): Omit<NodeSpec, "id"> {
  switch (made.kind) {
    case "stage": return { stage: made.environment };
    case "soak": return { soak: { for: "1h", every: "30s" } };
    case "judgement": return { judgement: { choices: ["go", "stop"], judges: { count: 1 } } };
  }
}

// As long as nothing was placed by hand the layout is made anew, and nothing is written.
function placing(graph: Graph, spot: Spot, at: Point | undefined): { place: Point | null; room: Op[] } {
  if (!isPlaced(graph)) return { place: null, room: [] };
  if (at) return { place: at, room: [] };
  const { at: place, moved } = roomFor(graph, placesOf(graph, "right"), spot.from, spot.to);
  return { place, room: Object.keys(moved).length > 0 ? [{ op: "move", to: moved }] : [] };
}

export function connect(graph: Graph, from: string, to: string): Answer | null {
  if (from === startId) return detach(graph, to);
  if (to === startId) return { why: "Nothing leads to the start." };
  if (nodeOf(graph, to)?.dependsOn.includes(from)) return { why: `${to} already waits for ${from}.` };
  if (wouldCircle(graph, from, to)) return { why: from === to ? "A step cannot wait for itself." : `That would be a circle: ${from} comes after ${to}.` };
  return { label: `Connect ${from} to ${to}`, ops: [{ op: "connect", from, to }], said: `Connected ${from} to ${to}` };
}

function detach(graph: Graph, id: string): Answer | null {
  const from = nodeOf(graph, id)?.dependsOn ?? [];
  if (from.length === 0) return null;
  return { label: `Start with ${id}`, ops: from.map((other) => ({ op: "disconnect", from: other, to: id })), said: `${id} now begins with the flow` };
}

export function disconnect(graph: Graph, edges: [string, string][]): Answer | null {
  const real = edges.filter(([from, to]) => nodeOf(graph, to)?.dependsOn.includes(from));
  if (real.length === 0) return edges.length > 0 ? { why: "A step that waits for nothing begins with the flow." } : null;
  const words = real.length === 1 ? `${real[0]![0]} from ${real[0]![1]}` : `${real.length} edges`;
  return { label: `Disconnect ${words}`, ops: real.map(([from, to]) => ({ op: "disconnect", from, to })), said: `Disconnected ${words}` };
}

export type Follow = "reconnect" | "remove";

/** Removes nodes; what follows then waits for what stood before them, or goes too. */
export function remove(graph: Graph, ids: string[], follow: Follow): Edit | null {
  const there = ids.filter((id) => nodeOf(graph, id));
  if (there.length === 0) return null;
  const gone = new Set([...there, ...(follow === "remove" ? behind(graph, there) : [])]);
  const left = graph.nodes.filter((node) => !gone.has(node.id));
  const rewired = left.flatMap((node): Op[] => {
    const heirs = new Set(node.dependsOn.filter((id) => gone.has(id)).flatMap((id) => heirsOf(graph, id, gone)));
    return [...heirs].filter((id) => !node.dependsOn.includes(id)).map((from) => ({ op: "connect", from, to: node.id }));
  });
  const orphans = left.filter((node) => node.dependsOn.some((id) => gone.has(id))).map((node) => node.id);
  const names = some([...gone]);
  const heirs = [...new Set(there.flatMap((id) => heirsOf(graph, id, gone)))];
  const tail = orphans.length > 0 ? `. ${some(orphans)} now ${orphans.length === 1 ? "follows" : "follow"} ${heirs.length > 0 ? some(heirs) : "the start"}` : "";
  return { label: `Remove ${names}`, ops: [...rewired, ...[...gone].map((id): Op => ({ op: "remove", id }))], said: `Removed ${names}${tail}`, focus: heirs[0] ?? orphans[0] ?? startId, select: [] };
}

function heirsOf(graph: Graph, id: string, gone: Set<string>, seen = new Set<string>()): string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  return (nodeOf(graph, id)?.dependsOn ?? []).filter((other) => nodeOf(graph, other)).flatMap((other) => (gone.has(other) ? heirsOf(graph, other, gone, seen) : [other]));
}

export function rename(graph: Graph, id: string, to: string): Answer | null {
  if (id === to) return null;
  const why = whyNotNamed(graph, id, to);
  return why ? { why } : { label: `Rename ${id} to ${to}`, ops: [{ op: "rename", id, to }], said: `Renamed ${id} to ${to}`, focus: to, select: [to] };
}

/** The same step for another environment: same settings, same dependencies. */
export function mirror(graph: Graph, id: string, environment: string): Answer | null {
  const node = nodeOf(graph, id);
  if (!node || node.kind !== "stage") return { why: "Only a stage has an environment." };
  if (environment === graph.start.environment) return { why: "The flow starts from this environment." };
  const copy = freeId(graph, environment);
  return added(graph, [node], new Map([[id, copy]]), `Add ${copy} like ${id}`, (spec) => ({ ...spec, stage: environment }));
}

export function duplicate(graph: Graph, ids: string[]): Edit | null {
  const nodes = graph.nodes.filter((node) => ids.includes(node.id));
  return nodes.length === 0 ? null : added(graph, nodes, newIds(graph, nodes), `Duplicate ${some(nodes.map((node) => node.id))}`);
}

export function newIds(graph: Graph, nodes: { id: string }[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { id } of nodes) ids.set(id, freeId(graph, id, ids.values()));
  return ids;
}

function added(graph: Graph, nodes: FlowNode[], ids: Map<string, string>, label: string, change: (spec: NodeSpec) => NodeSpec = (spec) => spec): Edit {
  const placed = isPlaced(graph);
  const places = placesOf(graph, "right");
  const ops = nodes.map((node): Op => {
    const at = places.get(node.id)!;
    return { op: "add", node: change(renamed(node.spec, ids)), ...(placed ? { at: [Math.round(at.x + 24), Math.round(at.y + size.height + 44)] } : {}), after: node.id };
  });
  const copies = nodes.map((node) => ids.get(node.id)!);
  return { label, ops, said: `Added ${some(copies)}`, focus: copies[0]!, select: copies };
}

/** The words of the file with other ids, also where an expression names a node. */
export function renamed(spec: NodeSpec, ids: Map<string, string>): NodeSpec {
  const named = (id: string) => ids.get(id) ?? id;
  const when = textOf(spec.when)?.replace(/nodes\[\s*(['"])([^'"]*)\1\s*\]/g, (_, quote: string, id: string) => `nodes[${quote}${named(id)}${quote}]`);
  const dependsOn = Array.isArray(spec.dependsOn) ? spec.dependsOn.map((other) => named(String(other))) : null;
  return { ...spec, id: named(String(spec.id)), ...(dependsOn ? { dependsOn } : {}), ...(when === undefined ? {} : { when }) };
}

export function move(graph: Graph, to: Record<string, Point>): Edit | null {
  const ids = Object.keys(to);
  if (ids.length === 0) return null;
  // From the first move on the whole layout is written down: else what was not moved would wander with every later change.
  const all = isPlaced(graph) ? {} : pointsOf(placesOf(graph, "right"));
  return { label: `Move ${some(ids)}`, ops: [{ op: "move", to: { ...all, ...to } }], said: `Moved ${some(ids)}` };
}

export function tidyUp(graph: Graph): Edit | null {
  const points = pointsOf(tidy(graph, "right"));
  const isTidy = graph.nodes.every((node) => node.at?.[0] === own(points, node.id)?.[0] && node.at?.[1] === own(points, node.id)?.[1]);
  return isTidy ? null : { label: "Tidy up", ops: [{ op: "move", to: points }], said: "Tidied up" };
}

export const describe = (node: FlowNode): string => `${kindWords[node.kind]} ${node.id}`;
const namesOf = (ids: string[]): string[] => ids.map((id) => (id === startId ? "the start" : id));
