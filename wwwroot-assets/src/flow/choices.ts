// What the chooser offers for each question, and what picking does.
import { copy, pasted, removeWith } from "./commands";
import type { Desk } from "./desk";
import { connect, create, disconnect, duplicate, mirror, type New, type Spot, spotAfter, spotBefore, whyNot } from "./edits";
import type { Choice } from "./find";
import { find } from "./find";
import { type Environment, type Graph, startId } from "./types";
import type { Ask } from "./view";
import { after, before, behind, nodeOf, wouldCircle } from "./ways";
import { checkComesLater, count, kindWords, titleOf } from "./words";

export interface Offer extends Choice { isProduction?: boolean; pick(isInstead: boolean): void }
export interface Question { title: string; empty: string; offers: Offer[]; instead?: string }

/** Environments that the flow does not have yet come first, in the order in which they are promoted. */
export function kindsOf(graph: Graph, environments: Environment[]): (Omit<Choice, "why"> & { made: New | null; isProduction?: boolean })[] {
  const used = new Set(graph.nodes.map((node) => node.environment));
  const stages = environments.filter((environment) => environment.name !== graph.start.environment).map((environment) => ({
    key: environment.name, title: environment.title, icon: "stage", isProduction: environment.production, made: { kind: "stage", environment: environment.name } as New,
    words: used.has(environment.name) ? "Stage; already in this flow" : "Stage", isUsed: used.has(environment.name),
  }));
  return [
    ...stages.filter((stage) => !stage.isUsed),
    { key: "judgement", title: "Judgement", icon: "judgement", words: "People look and decide", made: { kind: "judgement" } },
    { key: "soak", title: "Soak", icon: "soak", words: "Time passes while probes watch", made: { kind: "soak" } },
    ...stages.filter((stage) => stage.isUsed),
    { key: "check", title: "Check", icon: "check", words: checkComesLater, made: null },
  ];
}

export function questionOf(desk: Desk, ask: Ask, environments: Map<string, Environment>, show: (id: string) => void): Question {
  const { graph } = desk;
  switch (ask.for) {
    case "create": return creating(desk, ask, [...environments.values()]);
    case "connect": return {
      title: `Connect ${ask.of} to`, empty: "No step can follow it.",
      offers: steps(graph, environments, graph.nodes.filter((node) => node.id !== ask.of).map((node) => node.id), (id) => desk.do(connect(graph, ask.of, id)), (id) => (nodeOf(graph, id)!.dependsOn.includes(ask.of) ? "Already follows" : wouldCircle(graph, ask.of, id) ? "Comes before: that would be a circle" : null)),
    };
    case "disconnect": return disconnecting(desk, ask.of, environments);
    case "mirror": return mirroring(desk, ask.of, [...environments.values()]);
    case "actions": return { title: `Actions of ${ask.of}`, empty: "No action is called so.", offers: actionsOf(desk, ask.of) };
    case "find": return { title: "Find a step", empty: "No step is called so.", offers: steps(graph, environments, find(graph, environments, ""), show, () => null) };
  }
}

function creating(desk: Desk, ask: Extract<Ask, { for: "create" }>, environments: Environment[]): Question {
  const { graph } = desk;
  const spot = (isInstead: boolean): Spot => (isInstead && ask.behind ? ask.behind : ask.spot);
  const name = (ids: string[]) => ids.map((id) => (id === startId ? "the start" : id)).join(", ");
  const offers = kindsOf(graph, environments).map(({ made, ...kind }): Offer => ({
    ...kind, why: made === null ? checkComesLater : whyNot(graph, made, ask.spot), pick: (isInstead) => made && desk.do(create(graph, made, spot(isInstead), ask.at)),
  }));
  const title = ask.spot.to.length > 0 ? `Add between ${name(ask.spot.from)} and ${name(ask.spot.to)}` : `Add after ${name(ask.spot.from)}`;
  return { title, empty: "There is no such step or environment.", offers, ...(ask.behind ? { instead: `Put it before ${ask.behind.to.length > 2 ? `all ${ask.behind.to.length} that follow` : name(ask.behind.to)}` } : {}) };
}

function disconnecting(desk: Desk, of: string, environments: Map<string, Environment>): Question {
  const { graph } = desk;
  const incoming = steps(graph, environments, before(graph, of).filter((id) => id !== startId), (id) => desk.do(disconnect(graph, [[id, of]])), () => null);
  const outgoing = steps(graph, environments, after(graph, of), (id) => desk.do(disconnect(graph, [[of, id]])), () => null);
  const offers = [...incoming.map((offer) => ({ ...offer, words: "Stands before" })), ...outgoing.map((offer) => ({ ...offer, words: "Follows" }))];
  return { title: `Disconnect ${of} from`, empty: "It is connected with nothing.", offers };
}

function mirroring(desk: Desk, of: string, environments: Environment[]): Question {
  const { graph } = desk;
  const offers = kindsOf(graph, environments).flatMap(({ made, ...kind }): Offer[] => (made?.kind === "stage" ? [{ ...kind, why: null, pick: () => desk.do(mirror(graph, of, made.environment)) }] : []));
  return { title: `Duplicate ${of} for`, empty: "There is no such environment.", offers };
}

export function actionsOf(desk: Desk, of: string): Offer[] {
  const { graph, view: { readOnly } } = desk;
  const node = nodeOf(graph, of)!;
  const anchor = { step: of };
  const followers = behind(graph, [of]).size;
  const offer = (key: string, title: string, words: string, icon: string, run: () => void, why: string | null = null): Offer => ({ key, title, words, icon, why, pick: run });
  const reading = [
    offer("open", "Open details", "Enter", "open", () => { desk.put({ ask: null }); desk.select([of], true); }),
    offer("copy", "Copy", "Ctrl C", "copy", () => { desk.put({ ask: null }); void toClipboard(copy(desk)); }),
  ];
  if (readOnly) return reading;
  return [
    ...reading.slice(0, 1),
    offer("after", "Add after…", "n", "plus", () => desk.askFor({ for: "create", spot: spotAfter(of), anchor })),
    offer("before", "Insert before…", "i", "plus", () => desk.askFor({ for: "create", spot: spotBefore(graph, of), anchor })),
    offer("connect", "Connect to…", "c", "connect", () => desk.askFor({ for: "connect", of, anchor })),
    offer("disconnect", "Disconnect from…", "d", "cross", () => desk.askFor({ for: "disconnect", of, anchor })),
    offer("mirror", "Duplicate for another environment…", "m", "stage", () => desk.askFor({ for: "mirror", of, anchor }), node.kind === "stage" ? null : "Only a stage has an environment."),
    offer("duplicate", "Duplicate", "Ctrl D", "copy", () => desk.do(duplicate(graph, desk.subjects))),
    offer("rename", "Rename", "F2", "rename", () => desk.put({ ask: null, renaming: of })),
    ...reading.slice(1),
    offer("paste", "Paste after", "Ctrl V", "copy", () => void fromClipboard().then((text) => pasted(desk, text))),
    offer("remove", "Remove", followers > 0 ? "Delete; what follows is reconnected" : "Delete", "remove", () => removeWith(desk, "reconnect")),
    ...(followers > 0 ? [offer("remove-all", "Remove with what follows", `Shift Delete; ${count(followers + 1, "step")}`, "remove", () => removeWith(desk, "remove"))] : []),
  ];
}

function steps(graph: Graph, environments: Map<string, Environment>, ids: string[], pick: (id: string) => void, why: (id: string) => string | null): Offer[] {
  return ids.map((id) => {
    const node = nodeOf(graph, id)!;
    const title = titleOf(node, environments);
    return { key: id, title, words: [title === id ? kindWords[node.kind] : id, node.words].filter((part) => part !== "").join(" · "), icon: node.kind, why: why(id), pick: () => pick(id) };
  });
}

async function toClipboard(text: string | null) {
  if (text) await navigator.clipboard?.writeText(text).catch(() => {}); // our own store has it too
}

const fromClipboard = (): Promise<string | null> => navigator.clipboard?.readText?.().catch(() => null) ?? Promise.resolve(null);
