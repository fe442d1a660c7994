// Ids, as the file wants them: small letters, digits, hyphens.
import type { Graph } from "./types";

const longest = 50;

export function freeId(graph: Graph, wish: string, taken: Iterable<string> = []): string {
  const used = new Set([...graph.nodes.map((node) => node.id), ...taken]);
  const root = wish.toLowerCase().replace(/[^a-z0-9-]+/g, "-").slice(0, longest) || "step";
  if (!used.has(root)) return root;
  const stem = root.replace(/-\d+$/, "");
  for (let number = 2; ; number++) {
    const id = `${stem.slice(0, longest - 1 - String(number).length)}-${number}`;
    if (!used.has(id)) return id;
  }
}

/** Why a node cannot be called so, or null. */
export function whyNotNamed(graph: Graph, id: string, to: string): string | null {
  if (to.length === 0 || to.length > longest || !/^[a-z0-9-]+$/.test(to)) return `An id has 1 to ${longest} small letters, digits and hyphens.`;
  return to !== id && graph.nodes.some((node) => node.id === to) ? `'${to}' is another step.` : null;
}
