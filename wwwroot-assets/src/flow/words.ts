// What is said of a node, a gate and a step, for the eye and for the ear.
import { type Environment, type FlowNode, type Gate, type NodeSpec, own } from "./types";

export const kindWords = { stage: "stage", soak: "soak", judgement: "judgement", unknown: "step" } as const;

export const failWords: Record<string, string> = {
  halt: "stops the release",
  haltBranch: "stops this branch",
  haltBranchThenFail: "stops this branch, fails at the end",
  ignore: "goes on",
};

export const checkComesLater = "Comes with the work that runs checks.";

/** One line under the title, until the server says its own. */
export function wordsOf(spec: NodeSpec): string {
  if (spec.soak) return `${durationWords(spec.soak.for)}, ${count(listOf(spec.soak.probes).length, "probe")}`;
  if (spec.judgement) return judgementWords(spec.judgement);
  return "";
}

function judgementWords(judgement: Record<string, unknown>): string {
  const judges = (judgement.judges ?? {}) as { count?: number; groups?: { group: string; count?: number }[] };
  const groups = listOf<{ group: string; count?: number } | null>(judges.groups).map((one) => `${one?.group ?? "?"} ${one?.count ?? 1}`);
  const who = [...(judges.count ? [`${judges.count} of anyone`] : []), ...groups].join(", ");
  return [who, listOf(judgement.choices).join(" / ")].filter((part) => part !== "").join(" · ");
}

export function wordsOfTrigger(trigger: Record<string, unknown>): string {
  return String((trigger.kind === "schedule" ? trigger.cron : trigger.tags) ?? (trigger.kind === "schedule" ? "no time yet" : "every image"));
}

export function durationWords(duration: unknown): string {
  const parts = /^(\d+)([smhd])$/.exec(String(duration ?? ""));
  const units: Record<string, string> = { s: "s", m: "min", h: "h", d: "d" };
  return parts ? `${parts[1]} ${units[parts[2]!]}` : String(duration ?? "no time");
}

export const titleOf = (node: FlowNode, environments: Map<string, Environment>): string =>
  node.environment === null ? node.id : (environments.get(node.environment)?.title ?? node.environment);

/** "2 people, 1 of sre · pass": what must be so before the stage. */
export const gateWords = (gates: Gate[]): string => gates.map((gate) => (gate.what === "Approvals" ? gate.words : gate.what.toLowerCase())).join(" · ");

/** "a", "a and b", "a, b and 4 more" */
export function some(names: string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? "nothing";
  const [shown, last] = names.length <= most ? [names.slice(0, -1), names.at(-1)!] : [names.slice(0, most - 1), `${names.length - most + 1} more`];
  return `${shown.join(", ")} and ${last}`;
}

export const count = (number: number, word: string, many = `${word}s`): string => `${number === 0 ? "no" : number} ${number === 1 ? word : many}`;

/** Everything about a node, as a screen reader says it. */
export function spoken(node: FlowNode, facts: { title: string; production: boolean; gates: Gate[]; problems: number; followers: string[]; change?: string | undefined }): string {
  const parts = [
    facts.title === node.id ? facts.title : `${facts.title}, ${node.id}`,
    facts.production ? `production ${kindWords[node.kind]}` : kindWords[node.kind],
    node.words,
    facts.gates.length > 0 ? `behind ${gateWords(facts.gates)}` : "",
    node.when === null ? "" : `only when ${node.when}`,
    node.ifFails === "halt" ? "" : `if it fails, ${own(failWords, node.ifFails) ?? node.ifFails}`,
    `after ${some(node.dependsOn.length > 0 ? node.dependsOn : ["the start"])}`,
    facts.followers.length > 0 ? `before ${some(facts.followers)}` : "last",
    facts.problems > 0 ? count(facts.problems, "problem") : "",
    facts.change ?? "",
  ];
  return parts.filter((part) => part !== "").join(". ");
}

const listOf = <T = unknown>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
