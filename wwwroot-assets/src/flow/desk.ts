// What the island knows and does. The views read it and call it; it calls the server and the page.
import { announce } from "../shell/announce";
import { problemsMeanwhile } from "./checks";
import type { Door } from "./door";
import { type Answer, type Edit, isRefusal } from "./edits";
import { Sender, type Sending } from "./sender";
import { advance, type Line, lineFrom, redoLabel, undoLabel } from "./steps";
import { type Graph, nothing, type Op, type Problem, startId, type State, type Step } from "./types";
import { type Keep, readUnsent, unsentKey } from "./unsent";
import { before, nodeOf } from "./ways";
import type { Ask, Notice, View } from "./view";

export interface Page { invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown> }
export interface Options { name: string; readOnly: boolean; url: string; product?: string | null; user?: string | null; state?: State | null; selected?: string[] | null; from?: string | null }

export class Desk {
  view: View;
  /** Set by the canvas: brings a node into sight and gives it the keyboard. */
  show: (id: string, when: "always" | "if-here") => void = () => {};
  private readonly listeners = new Set<() => void>();
  private readonly sender: Sender;
  private line: Line;
  private told: State;
  private product: string | null;
  private opened: string[] = [];

  constructor(private readonly options: Options, state: State, private readonly page: Page, private readonly door: Door, keep: Keep) {
    const key = unsentKey(options.user ?? "", options.name);
    const unsent = options.readOnly || state.readOnly ? [] : readUnsent(keep, key).steps;
    this.told = state;
    this.product = options.product ?? null;
    this.line = lineFrom(state.graph ?? nothing);
    this.opened = options.selected ?? [];
    const focus = this.opened[0] ?? startId;
    this.view = { ...this.look(), sending: { is: "kept" }, focus, selected: this.opened, edges: [], ask: null, renaming: null, notice: null, isHelpOpen: false };
    this.sender = new Sender({
      post: (steps) => this.door.post(this.told.base, this.product, steps),
      answered: (answer, sent, left) => this.answered(answer, sent, left),
      changed: (sending) => this.sendingChanged(sending),
      later: (run, milliseconds) => setTimeout(run, milliseconds),
      keep, key,
      base: () => this.told.base,
    }, unsent);
    this.replay(unsent);
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  start() {
    addEventListener("online", this.retry);
    this.sender.retry();
  }

  dispose() {
    removeEventListener("online", this.retry);
    this.sender.stop();
    this.listeners.clear();
  }

  retry = () => this.sender.retry();

  async letGo() {
    this.sender.letGo();
    this.accept(await this.door.read(this.product));
    this.say("The changes that were not taken are gone.");
  }

  get graph(): Graph { return this.line.graph; }

  // ---- changing

  /** Does what was asked for, or says why it cannot be. */
  do(answer: Answer | null, notice?: Notice): boolean {
    if (!answer) return false;
    if (isRefusal(answer)) return this.cannot(answer.why);
    if (this.view.readOnly) return this.cannot("This is for reading only.");
    const isDone = this.step(answer.label, answer.ops);
    if (!isDone) return this.cannot("That does not fit the flow as it is now.");
    this.put({ notice: notice ?? null, ask: null, renaming: null, edges: [] });
    this.goOn(answer);
    this.say(answer.said);
    return true;
  }

  step(label: string, ops: Op[]): boolean {
    return this.take({ id: newId(), label, ops });
  }

  undo() { this.turn("undo"); }
  redo() { this.turn("redo"); }

  private turn(which: "undo" | "redo") {
    const label = which === "undo" ? this.view.undo : this.view.redo;
    if (this.view.readOnly || label === null) return void this.say(which === "undo" ? "Nothing to undo" : "Nothing to redo");
    const id = newId();
    this.take(which === "undo" ? { id, undo: true } : { id, redo: true });
    this.put({ notice: null, renaming: null });
    this.say(`${which === "undo" ? "Undone" : "Redone"}: ${label}`);
  }

  private take(step: Step): boolean {
    const next = advance(this.line, step);
    if (!next && "ops" in step) return false; // what this page did not see, the server undoes: its answer shows it
    const old = this.line.graph;
    this.line = next ?? lineFrom(old);
    this.sender.send(step);
    this.keepFocus(old);
    this.put(this.look());
    return true;
  }

  private goOn(edit: Edit) {
    const selected = edit.select ?? this.view.selected.filter((id) => nodeOf(this.graph, id));
    if (edit.focus !== undefined) this.put({ focus: edit.focus });
    if (edit.select || selected.length !== this.view.selected.length) {
      this.put({ selected });
      if (this.opened.length === 1 || selected.length === 0) this.tell(selected); // an open drawer goes along; none opens by itself
    }
    if (edit.focus !== undefined) this.show(edit.focus, "always");
  }

  private cannot(why: string): false {
    this.put({ notice: { words: why, isProblem: true } });
    this.say(why);
    return false;
  }

  // ---- what comes from outside

  /** From the page: another view changed the draft. While steps are on their way their answer brings it. */
  setState(state: State) {
    if (this.isOld(state)) return; // it was sent before an answer that is here already
    if (this.sender.steps.length > 0) this.told = state;
    else this.accept(state, state.draft === this.told.draft && state.revision === this.told.revision && state.base === this.told.base);
  }

  private isOld = (state: State): boolean => state.draft === this.told.draft && state.revision < this.told.revision;

  async setProduct(name: string | null) {
    this.product = name;
    if (this.sender.steps.length > 0) return;
    const state = await this.door.read(name);
    if (this.product === name && this.sender.steps.length === 0) this.accept(state);
  }

  private answered(answer: State, sent: Step[], left: Step[]) {
    const ids = new Set(sent.map((step) => step.id));
    const refused = answer.refused.filter((refusal) => ids.has(refusal.id));
    if (refused.length > 0) this.cannot(refused[0]!.why);
    const isOld = this.isOld(answer); // another view was quicker
    const state = isOld ? this.told : this.compared(answer);
    if (left.length === 0) this.accept(state, !isOld && refused.length === 0);
    else this.told = state;
    if (sent.some(isMoreThanMove)) this.ask("OnStepped", answer.draft, answer.revision);
  }

  // Steps are answered without the comparison: it stays as it was until it is read anew.
  private compared(answer: State): State {
    if (!this.told.diff || answer.diff) return answer;
    void this.door.read(this.product).then((state) => this.setState(state), () => {});
    return { ...answer, diff: this.told.diff };
  }

  // What this page can undo at once is kept only while the log holds nothing that it has not seen.
  private accept(state: State, isOurs = false) {
    this.told = state;
    const graph = withOldObjects(state.graph ?? this.line.graph, this.line.graph);
    const old = this.line.graph;
    this.line = isOurs ? { ...this.line, graph } : lineFrom(graph);
    this.keepFocus(old);
    this.put(this.look());
  }

  private replay(steps: readonly Step[]) {
    for (const step of steps) this.line = advanced(this.line, step) ?? this.line;
    if (steps.length > 0) this.put(this.look());
  }

  private sendingChanged(sending: Sending) {
    const isNews = sending.is !== this.view.sending.is && (sending.is === "offline" || sending.is === "refused");
    this.put({ sending });
    if (isNews) this.say(sending.is === "offline" ? "Offline. Changes are kept in this browser." : `Not taken: ${sending.why}`);
  }

  // ---- where the person is

  focusOn(id: string, isSeen = true) {
    if (this.view.focus !== id) this.put({ focus: id });
    if (isSeen) this.show(id, "always");
  }

  /** What is marked. It opens beside the canvas only where `open` says so. */
  select(ids: string[], open = false) {
    if (ids.join() !== this.view.selected.join()) this.put({ selected: ids, ...(ids.length > 1 && !ids.includes(this.view.focus) ? { focus: ids[0]! } : {}) });
    if (open || (ids.length !== 1 && this.opened.length > 0)) this.tell(ids);
  }

  selectEdges(edges: string[]) {
    if (edges.join() !== this.view.edges.join()) this.put({ edges });
  }

  /** The page has opened or closed something. */
  selectedByPage(ids: string[]) {
    this.opened = ids;
    this.put({ selected: ids, ...(ids[0] === undefined ? {} : { focus: ids[0] }) });
  }

  /** What an operation is about: the marked nodes if the focus is among them, else the one with the focus. */
  get subjects(): string[] {
    const { selected, focus } = this.view;
    return (selected.includes(focus) ? selected : [focus]).filter((id) => id !== startId);
  }

  askFor(ask: Ask | null) { this.put({ ask, notice: null }); }
  put(change: Partial<View>) {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }

  save() { this.ask("OnSaveAsked"); }
  say(words: string) { announce(words); }

  private tell(ids: string[]) {
    if (ids.join() === this.opened.join() && ids.length !== 1) return;
    this.opened = ids;
    this.ask("OnSelected", ids);
  }

  private ask(method: string, ...args: unknown[]) {
    this.page.invokeMethodAsync(method, ...args).catch(() => {}); // the circuit may be gone; the draft is not lost by that
  }

  // The keyboard stays in the flow when the step it was on goes: on what stood before it.
  private keepFocus(old: Graph) {
    const { focus, selected } = this.view;
    const isThere = (id: string) => id === startId || nodeOf(this.graph, id) !== undefined;
    if (!selected.every(isThere)) this.put({ selected: selected.filter(isThere) });
    if (isThere(focus)) return;
    const next = before(old, focus).find(isThere) ?? startId;
    this.show(next, "if-here");
    this.put({ focus: next });
  }

  private look(): Pick<View, "state" | "graph" | "problems" | "undo" | "redo" | "readOnly"> {
    const isPending = this.line.graph !== this.told.graph && this.sender?.steps.length > 0;
    const problems: Problem[] = isPending ? problemsMeanwhile(this.line.graph, this.told.graph, this.told.problems) : this.told.problems;
    const readOnly = this.options.readOnly || this.told.readOnly || this.told.graph === null;
    return { state: this.told, graph: this.line.graph, problems, readOnly, undo: undoLabel(this.line, this.told.undo), redo: redoLabel(this.line, this.told.redo) };
  }
}

// Also where the portal is served without TLS, and randomUUID is not there.
const newId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// What this browser kept may come from another version: it is for the server to refuse, not a reason to show nothing.
function advanced(line: Line, step: Step): Line | null {
  try {
    return advance(line, step);
  } catch {
    return null;
  }
}

const isMoreThanMove = (step: Step): boolean => !("ops" in step) || step.ops.some((op) => op.op !== "move");

// The answer holds new objects for what has not changed: the old ones are kept, so that only what changed is drawn.
function withOldObjects(next: Graph, old: Graph): Graph {
  const known = new Map(old.nodes.map((node) => [node.id, node]));
  const nodes = next.nodes.map((node) => {
    const before = known.get(node.id);
    return before && JSON.stringify(before) === JSON.stringify(node) ? before : node;
  });
  const isSame = nodes.length === old.nodes.length && nodes.every((node, at) => node === old.nodes[at]);
  return { ...next, nodes: isSame ? old.nodes : nodes };
}
