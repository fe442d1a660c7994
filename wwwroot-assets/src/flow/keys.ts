// What a key means while a step has the focus; the same on the canvas and in the outline.
import type { Way } from "./ways";

export interface Press { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }

export type Meaning =
  | { do: "walk"; arrow: Arrow; mark: boolean }
  | { do: "nudge"; arrow: Arrow }
  | { do: "remove"; follow: "reconnect" | "remove" }
  | { do: "open" | "create" | "insert" | "connect" | "disconnect" | "mirror" | "rename" | "actions" | "mark" | "mark-all" | "leave" | "first" | "last" | "undo" | "redo" | "duplicate" | "tidy" | "fit" | "find" | "help" | "view" | "save" };

export type Arrow = "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown";

const plain: Record<string, Meaning> = {
  Enter: { do: "open" }, n: { do: "create" }, "+": { do: "create" }, i: { do: "insert" }, c: { do: "connect" }, d: { do: "disconnect" }, m: { do: "mirror" },
  F2: { do: "rename" }, ".": { do: "actions" }, ContextMenu: { do: "actions" }, x: { do: "mark" }, Escape: { do: "leave" }, Home: { do: "first" }, End: { do: "last" },
  Delete: { do: "remove", follow: "reconnect" }, Backspace: { do: "remove", follow: "reconnect" }, t: { do: "tidy" }, f: { do: "fit" }, "/": { do: "find" }, "?": { do: "help" }, o: { do: "view" },
};

const command: Record<string, Meaning> = { a: { do: "mark-all" }, z: { do: "undo" }, y: { do: "redo" }, d: { do: "duplicate" }, s: { do: "save" } };

export function meaningOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): Meaning | null {
  const isArrow = key.startsWith("Arrow");
  if (ctrlKey || metaKey) {
    const name = key.toLowerCase();
    return altKey ? null : name === "z" && shiftKey ? { do: "redo" } : shiftKey ? null : (command[name] ?? null);
  }
  if (altKey) return isArrow ? { do: "nudge", arrow: key as Arrow } : null;
  if (isArrow) return { do: "walk", arrow: key as Arrow, mark: shiftKey };
  if (shiftKey && key === "Delete") return { do: "remove", follow: "remove" };
  if (shiftKey && key === "F10") return { do: "actions" };
  return plain[key] ?? null;
}

/** Forward is where the flow goes: to the right, or downwards on a narrow screen. */
export function wayOf(arrow: Arrow, direction: "right" | "down"): Way {
  const right: Record<Arrow, Way> = { ArrowRight: "forward", ArrowLeft: "back", ArrowUp: "up", ArrowDown: "down" };
  const down: Record<Arrow, Way> = { ArrowDown: "forward", ArrowUp: "back", ArrowLeft: "up", ArrowRight: "down" };
  return (direction === "right" ? right : down)[arrow];
}

export const shift: Record<Arrow, [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What the help lists. */
export const help: [string, string][] = [
  ["→ ←", "To what follows, back"], ["↑ ↓", "Among what stands side by side"], ["Home End", "To the start, to the last step"], ["Enter", "Open the step's details"],
  ["n or +", "Add after"], ["i", "Insert before"], ["c", "Connect to…"], ["d", "Disconnect from…"], ["m", "Duplicate for another environment"], ["F2", "Rename"], [".", "All actions of the step"],
  ["x, Shift + arrow", "Mark several"], ["Ctrl A", "Mark all"], ["Ctrl C, X, V", "Copy, cut, paste"], ["Ctrl D", "Duplicate"],
  ["Delete", "Remove; what follows is reconnected"], ["Shift Delete", "Remove with what follows"], ["Ctrl Z", "Undo"], ["Ctrl Shift Z, Ctrl Y", "Redo"],
  ["Alt + arrow", "Move"], ["t", "Tidy up"], ["f", "Show all"], ["/", "Find a step"], ["o", "Canvas or outline"], ["Ctrl S", "Save"], ["Esc", "Close, mark nothing"],
];
