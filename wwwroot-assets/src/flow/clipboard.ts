// Nodes as text that travels between flows and tabs. The text says what it is, so that other text is never taken for nodes.
import { type Answer, newIds, renamed } from "./edits";
import { isPlaced, placesOf } from "./layout";
import { type Graph, type NodeSpec, type Op, own, type Point } from "./types";
import { some } from "./words";

const mark = "promotionportal/flow-nodes";
const most = 200;
const longest = 500_000;
const longestId = 50;
const deepest = 12;

interface Copied { mark: typeof mark; nodes: NodeSpec[]; at: Record<string, Point> }

export function copied(graph: Graph, ids: string[]): string | null {
  const nodes = graph.nodes.filter((node) => ids.includes(node.id));
  if (nodes.length === 0) return null;
  const places = placesOf(graph, "right");
  const at = Object.fromEntries(nodes.map((node) => [node.id, [Math.round(places.get(node.id)!.x), Math.round(places.get(node.id)!.y)] as Point]));
  return JSON.stringify({ mark, nodes: nodes.map((node) => node.spec), at } satisfies Copied, null, 1);
}

export function readCopied(text: string): Copied | null {
  if (text.length > longest || !text.includes(mark)) return null;
  try {
    const found = JSON.parse(text) as Partial<Copied> | null;
    const isOurs = found?.mark === mark && Array.isArray(found.nodes) && found.nodes.length <= most && found.nodes.every(isSpec);
    return isOurs ? { mark, nodes: found.nodes!, at: pointsIn(found.at) } : null;
  } catch {
    return null;
  }
}

// The clipboard is anybody's: what is pasted has the shape of a step, or nothing is.
function isSpec(value: unknown): value is NodeSpec {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !isShallow(value, deepest)) return false;
  const { id, stage, when, ifFails, dependsOn, soak, judgement } = value as Record<string, unknown>;
  const isTextOrNone = (text: unknown) => text === undefined || typeof text === "string";
  const isPartOrNone = (part: unknown) => part === undefined || (typeof part === "object" && part !== null && !Array.isArray(part));
  return typeof id === "string" && id.length <= longestId && [stage, when, ifFails].every(isTextOrNone) && [soak, judgement].every(isPartOrNone)
    && (dependsOn === undefined || (Array.isArray(dependsOn) && dependsOn.every((other) => typeof other === "string")));
}

const isShallow = (value: unknown, depth: number): boolean => typeof value !== "object" || value === null || (depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1)));

const pointsIn = (at: unknown): Record<string, Point> =>
  Object.fromEntries(Object.entries(typeof at === "object" && at !== null ? at : {}).filter(([, point]) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite)));

/** Copies come with the edges among them, and with those to steps that are here; without any they follow `behind`. */
export function paste(graph: Graph, text: string, behind: string | null): Answer {
  const found = readCopied(text);
  if (!found || found.nodes.length === 0) return { why: "There are no copied steps to paste." };
  const ids = newIds(graph, found.nodes);
  const isHere = (id: string) => graph.nodes.some((node) => node.id === id);
  const offset = shift(graph, found);
  const ops = found.nodes.map((spec): Op => {
    const kept = (spec.dependsOn ?? []).filter((id) => ids.has(id) || isHere(id));
    const dependsOn = kept.length > 0 || behind === null ? kept : [behind];
    const at = offset && own(found.at, spec.id);
    return { op: "add", node: renamed({ ...spec, dependsOn }, ids), ...(at ? { at: [Math.round(at[0] + offset[0]), Math.round(at[1] + offset[1])] } : {}) };
  });
  const made = [...ids.values()];
  return { label: `Paste ${some(made)}`, ops, said: `Pasted ${some(made)}`, focus: made[0]!, select: made };
}

// Below everything that is there: pasted nodes never lie on others.
function shift(graph: Graph, { nodes, at }: Copied): Point | null {
  if (!isPlaced(graph)) return null;
  const places = [...placesOf(graph, "right").values()];
  const points = nodes.map((node) => own(at, node.id)).filter((point) => point !== undefined);
  if (points.length === 0) return null;
  return [Math.min(...places.map((place) => place.x)) + 300 - Math.min(...points.map((point) => point[0])), Math.max(...places.map((place) => place.y)) + 108 - Math.min(...points.map((point) => point[1]))];
}
