// All that is on the screen, as one value.
import { useContext, useSyncExternalStore, createContext } from "react";
import type { Desk } from "./desk";
import type { Spot } from "./edits";
import type { Sending } from "./sender";
import type { Graph, Point, Problem, State } from "./types";

/** What the chooser was opened for. */
export type Ask =
  | { for: "create"; spot: Spot; anchor: Anchor; at?: Point; behind?: Spot }
  | { for: "connect"; of: string; anchor: Anchor }
  | { for: "disconnect"; of: string; anchor: Anchor }
  | { for: "mirror"; of: string; anchor: Anchor }
  | { for: "actions"; of: string; anchor: Anchor }
  | { for: "find"; anchor: Anchor };

/** Beside what it opens: a step, a place on the screen, or what a selector finds. */
export type Anchor = { step: string } | { x: number; y: number } | { selector: string };

export interface Notice { words: string; isProblem?: boolean; actions?: { title: string; run: () => void }[] }

export interface View {
  state: State;
  graph: Graph;
  problems: Problem[];
  undo: string | null;
  redo: string | null;
  readOnly: boolean;
  sending: Sending;
  focus: string;
  selected: string[];
  edges: string[];
  ask: Ask | null;
  renaming: string | null;
  notice: Notice | null;
  isHelpOpen: boolean;
}

export const DeskContext = createContext<Desk>(null!);
export const useDesk = (): Desk => useContext(DeskContext);

/** Draws again only when what is picked is another value. */
export function useView<T>(pick: (view: View) => T): T {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => pick(desk.view));
}
