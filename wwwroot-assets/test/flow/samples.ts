// Small flows to try things on: "a b>a c>a,b" are steps with what they depend on. A first letter says the kind: k soak, j judgement, else a stage.
import { viewOf } from "../../src/flow/model";
import { type Graph, type NodeSpec, own, type Point } from "../../src/flow/types";

export function flow(words: string, at: Record<string, Point> = {}): Graph {
  const nodes = words.split(" ").filter((word) => word !== "").map((word) => {
    const [id, after] = word.split(">") as [string, string | undefined];
    return viewOf({ id, ...kindOf(id), dependsOn: after?.split(",") ?? [] }, own(at, id) ?? null);
  });
  return { start: { images: true, environment: null }, triggers: [], limit: null, nodes };
}

function kindOf(id: string): Omit<NodeSpec, "id"> {
  if (id.startsWith("k")) return { soak: { for: "1h" } };
  if (id.startsWith("j")) return { judgement: { choices: ["go"] } };
  return { stage: id.replace(/-\d+$/, "") };
}

export const edges = (graph: Graph): string => graph.nodes.map((node) => (node.dependsOn.length > 0 ? `${node.id}>${node.dependsOn.join()}` : node.id)).join(" ");

/** The same numbers each time, for steps by chance that can be told again. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
