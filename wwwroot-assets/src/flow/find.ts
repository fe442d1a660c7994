// Finding a step by its id, its environment or its words; also what a menu offers for what is typed.
import type { Environment, Graph } from "./types";

export function find(graph: Graph, environments: Map<string, Environment>, words: string): string[] {
  const hits = graph.nodes.map((node) => {
    const environment = node.environment === null ? "" : `${node.environment} ${environments.get(node.environment)?.title ?? ""}`;
    return { id: node.id, rank: Math.min(rankOf(node.id, words), rankOf(environment, words) + 1, rankOf(`${node.kind} ${node.words} ${node.when ?? ""}`, words) + 4) };
  });
  return hits.filter((hit) => hit.rank < Infinity).sort((a, b) => a.rank - b.rank).map((hit) => hit.id);
}

/** -1: it is what was typed; 0: begins with it; 1: one of its words does; 2: contains it; infinite: not all that was typed is in it. */
export function rankOf(text: string, typed: string): number {
  const where = text.toLowerCase();
  const what = typed.trim().toLowerCase();
  if (what !== "" && where === what) return -1;
  if (where.startsWith(what)) return 0;
  if (where.split(/[\s\-_/.,:]+/).some((word) => word.startsWith(what))) return 1;
  if (where.includes(what)) return 2;
  const parts = what.split(/\s+/);
  return parts.length > 1 && parts.every((part) => where.includes(part)) ? 3 : Infinity;
}

export interface Choice { key: string; title: string; words: string; icon: string; why: string | null }

export function offered<T extends Choice>(choices: T[], typed: string): T[] {
  const ranked = choices.map((choice) => ({ choice, rank: Math.min(rankOf(choice.title, typed), rankOf(choice.key, typed), rankOf(choice.words, typed) + 2) }));
  return ranked.filter(({ rank }) => rank < Infinity).sort((a, b) => (typed.trim() === "" ? 0 : a.rank - b.rank)).map(({ choice }) => choice);
}
