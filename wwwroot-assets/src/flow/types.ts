// What the server says of a flow and what it is asked to do: the two ends of FlowDraftsApi.
export type Kind = "stage" | "soak" | "judgement" | "unknown";
export type IfFails = "halt" | "haltBranch" | "haltBranchThenFail" | "ignore";
export type Point = [number, number];

/** A node in the words of the file. */
export interface NodeSpec {
  id: string;
  stage?: string;
  soak?: Record<string, unknown>;
  judgement?: Record<string, unknown>;
  dependsOn?: string[];
  when?: string;
  ifFails?: IfFails;
}

export type Op =
  | { op: "add"; node: NodeSpec; at?: Point; after?: string }
  | { op: "remove"; id: string }
  | { op: "rename"; id: string; to: string }
  | { op: "connect"; from: string; to: string }
  | { op: "disconnect"; from: string; to: string }
  | { op: "set"; id: string; path: string[]; value: unknown }
  | { op: "setFlow"; path: string[]; value: unknown }
  | { op: "move"; to: Record<string, Point> }
  | { op: "text"; text: string };

export type Step =
  | { id: string; label: string; ops: Op[] }
  | { id: string; undo: true }
  | { id: string; redo: true };

export interface FlowNode {
  id: string;
  kind: Kind;
  environment: string | null;
  words: string;
  dependsOn: string[];
  when: string | null;
  ifFails: string;
  at: Point | null;
  spec: NodeSpec;
}

export interface Trigger { kind: string; words: string; enabled: boolean }

export interface Graph {
  start: { images: boolean; environment: string | null };
  triggers: Trigger[];
  limit: string | null;
  nodes: FlowNode[];
}

/** A note keeps nobody from saving. */
export interface Problem { node: string | null; field: string | null; line: number; column: number; what: string; help: string; note?: boolean }
export interface Gate { what: string; words: string; from: string }
export interface Environment { name: string; title: string; production: boolean; class: string | null; hasRegistry: boolean }

export interface Diff {
  added: string[];
  removed: FlowNode[];
  changed: Record<string, string[]>;
  edgesAdded: [string, string][];
  edgesRemoved: [string, string][];
  flow: string[];
}

export interface State {
  name: string;
  title: string | null;
  draft: number;
  revision: number;
  base: string;
  tip: string;
  moved: boolean;
  isDirty: boolean;
  mayChange: boolean;
  mayPropose: boolean;
  readOnly: boolean;
  undo: string | null;
  redo: string | null;
  graph: Graph | null;
  problems: Problem[];
  environments: Environment[];
  groups: string[];
  products: { name: string; title: string }[];
  gates: Record<string, Gate[]>;
  refused: { id: string; why: string }[];
  diff?: Diff | null;
}

/** Ids are anybody's words, "constructor" too: only what a record itself holds counts. */
export const own = <T>(record: Record<string, T>, id: string): T | undefined => (Object.hasOwn(record, id) ? record[id] : undefined);

/** The place on the canvas where a flow begins. No node may have this id: ids have no sign but the hyphen. */
export const startId = "@start";

export const nothing: Graph = { start: { images: true, environment: null }, triggers: [], limit: null, nodes: [] };
