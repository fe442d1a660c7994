// What is dragged from the palette, and what lies under the pointer then.
import type { DragEvent } from "react";
import type { New } from "./edits";

const type = "application/x-flow-step";
let inHand: New | null = null; // while it is dragged a browser does not let the data be read

export interface Target { edge?: string; node?: string; element: Element }

export function takeUp(event: DragEvent, made: New) {
  inHand = made;
  event.dataTransfer.effectAllowed = "copy";
  event.dataTransfer.setData(type, JSON.stringify(made));
}

export const carried = (event: DragEvent): New | null => (event.dataTransfer.types.includes(type) ? inHand : null);

/** The edge or the step at a place, marked so that it shows where the new one will go. */
export function lineUnder(x: number, y: number, old: Target | null): Target | null {
  const next = targetAt(x, y);
  if (next?.element === old?.element) return old;
  old?.element.removeAttribute("data-drop");
  next?.element.setAttribute("data-drop", "");
  return next;
}

function targetAt(x: number, y: number): Target | null {
  for (const hit of x < 0 ? [] : document.elementsFromPoint(x, y)) {
    const element = hit.closest(".flow-canvas :is(.react-flow__edge, .react-flow__node)");
    const id = element?.getAttribute("data-id");
    if (element && id && !id.startsWith("gone ")) return element.matches(".react-flow__edge") ? { edge: id, element } : { node: id, element };
  }
  return null;
}
