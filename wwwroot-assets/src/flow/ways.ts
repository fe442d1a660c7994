// Which node leads where. The start stands before every node that depends on none.
import { type FlowNode, type Graph, startId } from "./types";

export const nodeOf = (graph: Graph, id: string): FlowNode | undefined => graph.nodes.find((node) => node.id === id);

/** What `id` waits for, of what is there. */
export function before(graph: Graph, id: string): string[] {
  if (id === startId) return [];
  const there = (nodeOf(graph, id)?.dependsOn ?? []).filter((other) => nodeOf(graph, other));
  return there.length > 0 ? there : [startId];
}

export function after(graph: Graph, id: string): string[] {
  return graph.nodes.filter((node) => (id === startId ? before(graph, node.id)[0] === startId : node.dependsOn.includes(id))).map((node) => node.id);
}

/** Everything that comes after one of `ids`, near or far. */
export function behind(graph: Graph, ids: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const left = [...ids];
  while (left.length > 0) {
    for (const id of after(graph, left.pop()!)) {
      if (!found.has(id)) left.push(id);
      found.add(id);
    }
  }
  return found;
}

export const wouldCircle = (graph: Graph, from: string, to: string): boolean => from === to || behind(graph, [to]).has(from);

/** The circle that the nodes wait for one another in, in the order of the run, or null. */
export function circleOf(graph: Graph): string[] | null {
  const left = new Map(graph.nodes.map((node) => [node.id, node]));
  for (let free: FlowNode | undefined; (free = [...left.values()].find((node) => !node.dependsOn.some((id) => left.has(id)))); ) left.delete(free.id);
  const path: string[] = [];
  for (let node = left.values().next().value; node; node = left.get(node.dependsOn.find((id) => left.has(id))!)) {
    const seen = path.indexOf(node.id);
    if (seen >= 0) return path.slice(seen).reverse();
    path.push(node.id);
  }
  return null;
}

/** All ids, the start first, each after what it waits for; what goes in a circle comes last. */
export function inOrder(graph: Graph): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const left = new Set(graph.nodes);
  const there = new Set(graph.nodes.map((node) => node.id));
  for (let moved = true; moved; ) {
    moved = false;
    for (const node of left) {
      if (node.dependsOn.some((id) => there.has(id) && !done.has(id))) continue;
      left.delete(node);
      done.add(node.id);
      order.push(node.id);
      moved = true;
    }
  }
  return [startId, ...order, ...[...left].map((node) => node.id)];
}

export type Way = "forward" | "back" | "up" | "down";

/** Where an arrow leads: along the edges, or among what stands at the same depth. */
export function step(graph: Graph, id: string, way: Way, places: ReadonlyMap<string, { x: number; y: number }>, across: "x" | "y" = "y"): string {
  const place = (other: string) => places.get(other)?.[across] ?? 0;
  const nearest = (ids: string[]) => [...ids].sort((a, b) => Math.abs(place(a) - place(id)) - Math.abs(place(b) - place(id)))[0] ?? id;
  if (way === "forward") return nearest(after(graph, id));
  if (way === "back") return nearest(before(graph, id));
  const depth = depths(graph);
  const level = [...depth.keys()].filter((other) => depth.get(other) === depth.get(id)).sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  const at = level.indexOf(id) + (way === "down" ? 1 : -1);
  return level[at] ?? id;
}

function depths(graph: Graph): Map<string, number> {
  const depth = new Map<string, number>();
  for (const id of inOrder(graph)) depth.set(id, Math.max(-1, ...before(graph, id).map((other) => depth.get(other) ?? 0)) + 1);
  return depth;
}
