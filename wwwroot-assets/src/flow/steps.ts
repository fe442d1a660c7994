// Undo and redo as the person sees them at once. The server keeps the log that counts; here stand the graphs before and after each step that was made on this page.
import { apply } from "./model";
import type { Graph, Step } from "./types";

interface Moment { label: string; graph: Graph }
export interface Line { graph: Graph; past: Moment[]; future: Moment[] }

export const lineFrom = (graph: Graph): Line => ({ graph, past: [], future: [] });

/** The line after the step, or null where it cannot be done here: an operation does not fit, or the page never saw what would be undone. */
export function advance(line: Line, step: Step): Line | null {
  if ("ops" in step) {
    const graph = apply(line.graph, step.ops);
    return graph && { graph, past: [...line.past, { label: step.label, graph: line.graph }], future: [] };
  }
  const [from, to] = "undo" in step ? [line.past, line.future] : [line.future, line.past];
  const moment = from.at(-1);
  if (!moment) return null;
  const rest = from.slice(0, -1);
  const other = [...to, { label: moment.label, graph: line.graph }];
  return "undo" in step ? { graph: moment.graph, past: rest, future: other } : { graph: moment.graph, past: other, future: rest };
}

/** What would be undone or redone, here or in the server's log. */
export const undoLabel = (line: Line, server: string | null): string | null => line.past.at(-1)?.label ?? server;
export const redoLabel = (line: Line, server: string | null): string | null => line.future.at(-1)?.label ?? server;
