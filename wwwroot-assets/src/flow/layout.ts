// Where everything stands. Until somebody moves a node nothing is written down and the whole is laid out anew each time.
import { graphlib, layout as lay } from "@dagrejs/dagre";
import { after, before, behind } from "./ways";
import { type FlowNode, type Graph, own, type Point, startId } from "./types";

export type Direction = "right" | "down";
export interface Place { x: number; y: number }
export type Places = ReadonlyMap<string, Place>;

export const size = { width: 216, height: 64 };
const apart = { beside: 48, along: 48 };
const grid = 4;

export const isPlaced = (graph: Graph): boolean => graph.nodes.some((node) => node.at !== null);

/** The places to draw. Downwards (on a narrow screen) what is written down is passed over: it was made for a wide one. */
export function placesOf(graph: Graph, direction: Direction): Places {
  if (direction === "down" || !isPlaced(graph)) return tidy(graph, direction);
  const places = new Map<string, Place>(graph.nodes.filter((node) => node.at).map((node) => [node.id, { x: node.at![0], y: node.at![1] }]));
  for (const node of graph.nodes) {
    if (!places.has(node.id)) places.set(node.id, free(places, besideOf(graph, node.id, places)));
  }
  places.set(startId, startPlace(graph, places));
  return places;
}

const known = { right: new WeakMap<FlowNode[], Places>(), down: new WeakMap<FlowNode[], Places>() };

/** A layout without a hand in it. It costs a few milliseconds for each ten nodes, so it is kept as long as the nodes are the same. */
export function tidy(graph: Graph, direction: Direction): Places {
  const kept = known[direction].get(graph.nodes) ?? laidOut(graph, direction);
  known[direction].set(graph.nodes, kept);
  return kept;
}

function laidOut(graph: Graph, direction: Direction): Places {
  const drawing = new graphlib.Graph();
  drawing.setGraph({ rankdir: direction === "right" ? "LR" : "TB", nodesep: direction === "right" ? apart.beside : 28, ranksep: direction === "right" ? apart.along : 52, marginx: 0, marginy: 0 });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const id of [startId, ...graph.nodes.map((node) => node.id)]) drawing.setNode(named(id), { ...size });
  for (const node of graph.nodes) {
    for (const from of before(graph, node.id)) drawing.setEdge(named(from), named(node.id));
  }
  lay(drawing);
  const corner = drawing.node(named(startId));
  const places = drawing.nodes().map((name): [string, Place] => [name.slice(1), { x: snap(drawing.node(name).x - corner.x), y: snap(drawing.node(name).y - corner.y) }]);
  return new Map(isUpsideDown(places, direction) ? places.map(([id, { x, y }]) => [id, direction === "right" ? { x, y: 0 - y } : { x: 0 - x, y }]) : places);
}

// It keeps its nodes in plain objects, where "constructor" stands already.
const named = (id: string): string => `:${id}`;

// The algorithm does not care which of two branches lies above; a reader expects the order of the file.
function isUpsideDown(places: [string, Place][], direction: Direction): boolean {
  const [along, across] = direction === "right" ? (["x", "y"] as const) : (["y", "x"] as const);
  const last = new Map<number, number>();
  let turns = 0;
  for (const [, place] of places) {
    turns += Math.sign(place[across] - (last.get(place[along]) ?? place[across]));
    last.set(place[along], place[across]);
  }
  return turns < 0;
}

/** Where a new node stands, and what must make room: only where the flow has been laid out by hand. */
export function roomFor(graph: Graph, places: Places, from: string[], to: string[]): { at: Point; moved: Record<string, Point> } {
  const origins = from.map((id) => places.get(id)).filter((place) => place !== undefined);
  const targets = to.map((id) => places.get(id)).filter((place) => place !== undefined);
  const x = Math.max(...origins.map((place) => place.x), places.get(startId)?.x ?? 0) + size.width + apart.along;
  const y = targets.length > 0 ? (middle(origins) + middle(targets)) / 2 : middle(origins);
  const pushed = to.length === 0 ? 0 : x + size.width + apart.along - Math.min(...targets.map((place) => place.x));
  const late = pushed > 0 && pushed < Infinity ? new Set([...to, ...behind(graph, to)]) : new Set<string>();
  const moved: Record<string, Point> = Object.fromEntries([...places].filter(([id]) => late.has(id)).map(([id, place]) => [id, [snap(place.x + pushed), snap(place.y)]]));
  const others: Places = new Map([...places].map(([id, place]) => {
    const point = own(moved, id);
    return [id, point ? { x: point[0], y: point[1] } : place];
  }));
  const at = free(others, { x: snap(x), y: snap(y) });
  return { at: [at.x, at.y], moved };
}

export const pointsOf = (places: Places): Record<string, Point> => Object.fromEntries([...places].filter(([id]) => id !== startId).map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]));

function besideOf(graph: Graph, id: string, places: Places): Place {
  const from = before(graph, id).map((other) => places.get(other)).filter((place) => place !== undefined);
  if (from.length > 0) return { x: Math.max(...from.map((place) => place.x)) + size.width + apart.along, y: from[0]!.y };
  const to = after(graph, id).map((other) => places.get(other)).filter((place) => place !== undefined);
  return to.length > 0 ? { x: to[0]!.x - size.width - apart.along, y: to[0]!.y } : { x: 0, y: 0 };
}

/** The nearest free place, straight above or below the one that is wished for. */
export function free(places: Places, wish: Place): Place {
  const column = [...places.values()].filter((other) => Math.abs(other.x - wish.x) < size.width + 16);
  const step = size.height + apart.beside;
  const heights = [wish.y, ...column.flatMap((other) => [other.y + step, other.y - step])].sort((a, b) => Math.abs(a - wish.y) - Math.abs(b - wish.y));
  return { x: wish.x, y: heights.find((y) => column.every((other) => Math.abs(other.y - y) >= size.height + 16)) ?? wish.y };
}

function startPlace(graph: Graph, places: Places): Place {
  const first = after(graph, startId).map((id) => places.get(id)).filter((place) => place !== undefined);
  const all = first.length > 0 ? first : [...places.values()];
  if (all.length === 0) return { x: 0, y: 0 };
  const x = Math.min(...all.map((place) => place.x)) - size.width - apart.along;
  return free(places, { x, y: snap(middle(all)) });
}

const middle = (places: Place[]): number => places.reduce((sum, place) => sum + place.y, 0) / Math.max(places.length, 1);
const snap = (number: number): number => Math.round(number / grid) * grid;
