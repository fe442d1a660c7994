// Steps that the server has not acknowledged, kept in this browser: a reload or a lost connection does not lose them. Each step has its id, so that sending one twice is harmless.
import type { Step } from "./types";

export interface Keep { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }
export interface Kept { base: string; steps: Step[] }

export const unsentKey = (person: string, flow: string): string => `flow-unsent:${person}:${flow}`;

export function readUnsent(keep: Keep, key: string): Kept {
  try {
    const kept = JSON.parse(keep.getItem(key) ?? "null") as Partial<Kept> | null;
    if (typeof kept?.base === "string" && Array.isArray(kept.steps)) return { base: kept.base, steps: kept.steps.filter(isStep) };
  } catch {
    // Not ours, or not allowed to look: as if nothing were there.
  }
  return { base: "", steps: [] };
}

/** Two pages of one person may have the same flow open: each adds and takes away only its own. */
export function keepUnsent(keep: Keep, key: string, base: string, step: Step): void {
  const steps = readUnsent(keep, key).steps.filter((other) => other.id !== step.id);
  write(keep, key, { base, steps: [...steps, step] });
}

export function dropUnsent(keep: Keep, key: string, ids: Iterable<string>): void {
  const gone = new Set(ids);
  const { base, steps } = readUnsent(keep, key);
  write(keep, key, { base, steps: steps.filter((step) => !gone.has(step.id)) });
}

function write(keep: Keep, key: string, kept: Kept) {
  try {
    if (kept.steps.length === 0) keep.removeItem(key);
    else keep.setItem(key, JSON.stringify(kept));
  } catch {
    // No room, or none allowed: the steps are still on the page.
  }
}

function isStep(step: unknown): step is Step {
  const { id, label, ops, undo, redo } = (step ?? {}) as Record<string, unknown>;
  return typeof id === "string" && ((typeof label === "string" && Array.isArray(ops)) || undo === true || redo === true);
}
