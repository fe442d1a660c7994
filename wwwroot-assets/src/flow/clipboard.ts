// Nodes as text that travels between flows and tabs. The text says what it is, so that other text is never taken for nodes.
import { type Answer, newIds, renamed } from "./edits";
import { isPlaced, placesOf } from "./layout";
import type { Graph, NodeSpec, Op, Point } from "./types";
import { some } from "./words";

const mark = "promotionportal/flow-nodes";
const most = 200;
const longest = 500_000;

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
    const isOurs = found?.mark === mark && Array.isArray(found.nodes) && found.nodes.length <= most && found.nodes.every((node) => typeof node?.id === "string");
    return isOurs ? { mark, nodes: found.nodes!, at: found.at ?? {} } : null;
  } catch {
    return null;
  }
}

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
    const at = offset && found.at[spec.id];
    return { op: "add", node: renamed({ ...spec, dependsOn }, ids), ...(at ? { at: [Math.round(at[0] + offset[0]), Math.round(at[1] + offset[1])] } : {}) };
  });
  const made = [...ids.values()];
  return { label: `Paste ${some(made)}`, ops, said: `Pasted ${some(made)}`, focus: made[0]!, select: made };
}

// Below everything that is there: pasted nodes never lie on others.
function shift(graph: Graph, { nodes, at }: Copied): Point | null {
  if (!isPlaced(graph)) return null;
  const places = [...placesOf(graph, "right").values()];
  const points = nodes.map((node) => at[node.id]).filter((point) => point !== undefined);
  if (points.length === 0) return null;
  return [Math.min(...places.map((place) => place.x)) + 300 - Math.min(...points.map((point) => point[0])), Math.max(...places.map((place) => place.y)) + 108 - Math.min(...points.map((point) => point[1]))];
}
