// What one step does to the graph. Nothing is changed in place: what a step leaves alone stays the same object, so that only what changed is drawn.
import { type FlowNode, type Graph, type Kind, type NodeSpec, type Op, own, type Point, type Trigger } from "./types";
import { wordsOf, wordsOfTrigger } from "./words";

/** The graph after the operations, or null where one of them cannot be: a step is done as a whole or not at all. */
export function apply(graph: Graph, ops: Op[]): Graph | null {
  let next: Graph | null = graph;
  for (const op of ops) {
    next = applyOne(next, op);
    if (!next) return null;
  }
  return next;
}

function applyOne(graph: Graph, op: Op): Graph | null {
  const has = (id: string) => graph.nodes.some((node) => node.id === id);
  switch (op.op) {
    case "add": return has(op.node.id) ? null : add(graph, op.node, op.at, op.after);
    case "remove": return has(op.id) ? withNodes(graph, remove(graph.nodes, op.id)) : null;
    case "rename": return !has(op.id) || has(op.to) ? null : withNodes(graph, graph.nodes.map((node) => rename(node, op.id, op.to)));
    case "connect": return has(op.from) && has(op.to) ? on(graph, op.to, (node) => depend(node, [...node.dependsOn.filter((id) => id !== op.from), op.from])) : null;
    case "disconnect": return has(op.to) ? on(graph, op.to, (node) => depend(node, node.dependsOn.filter((id) => id !== op.from))) : null;
    case "set": return has(op.id) ? on(graph, op.id, (node) => viewOf(setIn(node.spec, op.path, op.value) as NodeSpec, node.at)) : null;
    case "setFlow": return setFlow(graph, op.path, op.value);
    case "move": return withNodes(graph, graph.nodes.map((node) => ({ node, at: own(op.to, node.id) })).map(({ node, at }) => (at ? { ...node, at } : node)));
    case "text": return graph; // only the server reads text
  }
}

/** A node as it is shown, from the words of the file. */
export function viewOf(spec: NodeSpec, at: Point | null): FlowNode {
  return {
    id: String(spec.id), kind: kindOf(spec), environment: textOf(spec.stage), words: wordsOf(spec), dependsOn: (Array.isArray(spec.dependsOn) ? spec.dependsOn : []).map(String),
    when: textOf(spec.when), ifFails: textOf(spec.ifFails) ?? "halt", at, spec,
  };
}

/** A file may say 1 or true where a text is meant; what is no single value is nothing, and a problem. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : null);

function kindOf(spec: NodeSpec): Kind {
  const kinds = (["stage", "soak", "judgement"] as const).filter((kind) => spec[kind] !== undefined && spec[kind] !== null);
  return kinds.length === 1 ? kinds[0]! : "unknown";
}

function add(graph: Graph, spec: NodeSpec, at: Point | undefined, after: string | undefined): Graph {
  const node = viewOf(spec, at ?? null);
  const behind = after === undefined ? -1 : graph.nodes.findIndex((other) => other.id === after);
  const place = behind < 0 ? graph.nodes.length : behind + 1;
  return withNodes(graph, [...graph.nodes.slice(0, place), node, ...graph.nodes.slice(place)]);
}

function remove(nodes: FlowNode[], id: string): FlowNode[] {
  return nodes.filter((node) => node.id !== id).map((node) => (node.dependsOn.includes(id) ? depend(node, node.dependsOn.filter((other) => other !== id)) : node));
}

function rename(node: FlowNode, from: string, to: string): FlowNode {
  const when = node.when === null ? null : renameIn(node.when, from, to);
  const dependsOn = node.dependsOn.includes(from) ? node.dependsOn.map((id) => (id === from ? to : id)) : node.dependsOn;
  if (node.id !== from && when === node.when && dependsOn === node.dependsOn) return node;
  const spec: NodeSpec = { ...node.spec, id: node.id === from ? to : node.id };
  if (dependsOn.length > 0) spec.dependsOn = dependsOn;
  if (when !== null) spec.when = when;
  return { ...node, id: spec.id, dependsOn, when, spec };
}

/** An expression speaks of a node as nodes['id']. */
export function renameIn(expression: string, from: string, to: string): string {
  return expression.replace(/nodes\[\s*(['"])([^'"]*)\1\s*\]/g, (whole, quote: string, id: string) => (id === from ? `nodes[${quote}${to}${quote}]` : whole));
}

function depend(node: FlowNode, dependsOn: string[]): FlowNode {
  return { ...node, dependsOn, spec: { ...node.spec, dependsOn } };
}

function setFlow(graph: Graph, path: string[], value: unknown): Graph {
  const [top, field, part] = path;
  if (top !== "spec") return graph; // the title and the like are the page's
  if (field === "limit") return { ...graph, limit: (value as string | null) ?? null };
  if (field === "triggers" && part === undefined) return { ...graph, triggers: triggersOf(value) };
  if (field !== "start") return graph;
  const start = setIn(graph.start, path.slice(2), value) as { images?: boolean; environment?: string | null } | null;
  return { ...graph, start: { images: start?.images ?? false, environment: start?.environment ?? null } };
}

function triggersOf(value: unknown): Trigger[] {
  const triggers = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  return triggers.map((trigger) => ({ kind: String(trigger.kind), words: wordsOfTrigger(trigger), enabled: trigger.enabled !== false }));
}

function setIn(whole: unknown, path: string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const { [key]: old, ...others } = (whole ?? {}) as Record<string, unknown>;
  const next = setIn(old, rest, value);
  return next === null || next === undefined ? others : { ...((whole ?? {}) as object), [key]: next };
}

const withNodes = (graph: Graph, nodes: FlowNode[]): Graph => ({ ...graph, nodes });
const on = (graph: Graph, id: string, change: (node: FlowNode) => FlowNode): Graph => withNodes(graph, graph.nodes.map((node) => (node.id === id ? change(node) : node)));
