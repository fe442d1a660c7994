// What a meaning of a key, a button or a menu does to the step that has the focus. The places are those on the screen.
import { copied, paste } from "./clipboard";
import type { Desk } from "./desk";
import { disconnect, duplicate, type Follow, move, remove, spotAfter, spotBefore, spotBehind, tidyUp } from "./edits";
import { type Arrow, type Meaning, shift, wayOf } from "./keys";
import { type Direction, placesOf } from "./layout";
import { type Point, startId } from "./types";
import { after, inOrder, step } from "./ways";
import type { Anchor } from "./view";

export interface Hands { direction: Direction; isOutline: boolean; fit(): void; turnView(): void }

const nudged = 24;
const clipboardKey = "flow-clipboard";

export function act(desk: Desk, meaning: Meaning, hands: Hands): boolean {
  const { focus, edges } = desk.view;
  switch (meaning.do) {
    case "walk": return walk(desk, meaning.arrow, meaning.mark, hands);
    case "nudge": return nudge(desk, meaning.arrow, hands);
    case "open": return open(desk, [focus]);
    case "create": return createAfter(desk, focus);
    case "insert": return focus === startId ? createAfter(desk, focus) : ask(desk, () => desk.askFor({ for: "create", spot: spotBefore(desk.graph, focus), anchor: { step: focus } }));
    case "connect": case "disconnect": case "mirror": return onStep(desk, (of) => ask(desk, () => desk.askFor({ for: meaning.do as "connect", of, anchor: { step: of } })));
    case "actions": return onStep(desk, (of) => (desk.askFor({ for: "actions", of, anchor: { step: of } }), true));
    case "rename": return onStep(desk, (of) => ask(desk, () => desk.put({ renaming: of })));
    case "remove": return edges.length > 0 ? desk.do(disconnect(desk.graph, edges.map(endsOf))) || true : removeWith(desk, meaning.follow);
    case "mark": return onStep(desk, (of) => mark(desk, of));
    case "mark-all": return select(desk, desk.graph.nodes.map((node) => node.id));
    case "leave": return leave(desk);
    case "first": return go(desk, startId);
    case "last": return go(desk, inOrder(desk.graph).at(-1)!);
    case "undo": desk.undo(); return true;
    case "redo": desk.redo(); return true;
    case "duplicate": desk.do(duplicate(desk.graph, desk.subjects)); return true;
    case "tidy": return hands.direction === "right" && !desk.view.readOnly ? tidyAll(desk, hands) : false;
    case "fit": hands.fit(); return true;
    case "find": desk.askFor({ for: "find", anchor: { selector: "[data-find]" } }); return true;
    case "help": desk.put({ isHelpOpen: true }); return true;
    case "view": hands.turnView(); return true;
    case "save": desk.save(); return true;
  }
}

export const endsOf = (edge: string): [string, string] => edge.split("→") as [string, string];
export const edgeOf = (from: string, to: string): string => `${from}→${to}`;

export function createAfter(desk: Desk, id: string, anchor: Anchor = { step: id }): boolean {
  const followers = after(desk.graph, id);
  return ask(desk, () => desk.askFor({ for: "create", spot: spotAfter(id), anchor, ...(followers.length > 0 ? { behind: spotBehind(desk.graph, id) } : {}) }));
}

/** Removes at once and offers the other way beside it: no dialog stands between a person and what can be undone. */
export function removeWith(desk: Desk, follow: Follow): boolean {
  const ids = desk.subjects;
  const graph = desk.graph;
  const edit = remove(graph, ids, follow);
  const other = remove(graph, ids, follow === "remove" ? "reconnect" : "remove");
  const isSame = edit?.ops.length === other?.ops.length && edit?.label === other?.label;
  const undo = { title: "Undo", run: () => desk.undo() };
  const otherwise = { title: follow === "remove" ? "Keep what follows" : "Remove what follows too", run: () => { desk.undo(); desk.do(other); } };
  return edit !== null && desk.do(edit, { words: `${edit.said}.`, actions: isSame ? [undo] : [otherwise, undo] });
}

export function copy(desk: Desk): string | null {
  const text = copied(desk.graph, desk.subjects);
  if (!text) return null;
  try {
    localStorage.setItem(clipboardKey, text);
  } catch {
    // The system's clipboard has it.
  }
  desk.say(`Copied ${desk.subjects.join(", ")}`);
  return text;
}

export const pasted = (desk: Desk, text: string | null): boolean => desk.do(paste(desk.graph, text ?? localStorage.getItem(clipboardKey) ?? "", desk.view.focus === startId ? null : desk.view.focus));

function walk(desk: Desk, arrow: Arrow, isMarking: boolean, { direction, isOutline }: Hands): boolean {
  const { graph, view: { focus, selected } } = desk;
  const order = inOrder(graph);
  const beside = arrow === "ArrowUp" ? -1 : arrow === "ArrowDown" ? 1 : 0;
  const isRow = isOutline && beside !== 0;
  const id = isRow ? (order[order.indexOf(focus) + beside] ?? focus) : step(graph, focus, wayOf(arrow, isOutline ? "right" : direction), placesOf(graph, direction), direction === "right" ? "y" : "x");
  if (isMarking) desk.select([...new Set([...selected, ...[focus, id].filter((other) => other !== startId)])]);
  return go(desk, id);
}

function nudge(desk: Desk, arrow: Arrow, { direction }: Hands): boolean {
  if (direction === "down" || desk.view.readOnly) return false;
  const places = placesOf(desk.graph, "right");
  const to = Object.fromEntries(desk.subjects.map((id): [string, Point] => [id, [Math.round(places.get(id)!.x + shift[arrow][0] * nudged), Math.round(places.get(id)!.y + shift[arrow][1] * nudged)]]));
  return desk.do(move(desk.graph, to));
}

function tidyAll(desk: Desk, hands: Hands): boolean {
  if (desk.do(tidyUp(desk.graph))) hands.fit();
  else desk.say("Everything is in its place");
  return true;
}

function leave(desk: Desk): boolean {
  const { ask: asked, notice, selected, edges } = desk.view;
  if (!asked && !notice && selected.length === 0 && edges.length === 0) return false; // the drawer's to hear
  if (asked || notice) desk.put({ ask: null, notice: null });
  else {
    desk.selectEdges([]);
    desk.select([]);
  }
  return true;
}

function mark(desk: Desk, id: string): boolean {
  const { selected } = desk.view;
  const isMarked = selected.includes(id);
  desk.say(`${id} ${isMarked ? "no longer marked" : "marked"}`);
  return select(desk, isMarked ? selected.filter((other) => other !== id) : [...selected, id]);
}

// Reading only or not: the keys mean the same, and an operation says why it cannot be.
function ask(desk: Desk, open: () => void): boolean {
  if (desk.view.readOnly) desk.say("This is for reading only.");
  else open();
  return true;
}

function open(desk: Desk, ids: string[]): boolean {
  desk.select(ids, true);
  return true;
}

const select = (desk: Desk, ids: string[]): boolean => (desk.select(ids), true);
const go = (desk: Desk, id: string): boolean => (desk.focusOn(id), true);
const onStep = (desk: Desk, run: (id: string) => boolean): boolean => desk.view.focus !== startId && run(desk.view.focus);
