// The YAML side of a definition: loaded on demand by YamlPane.razor, in place of its plain textarea. Conditions in forms have theirs from here too.
import { acceptCompletion, autocompletion, type CompletionContext, type CompletionResult, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Annotation, ChangeSet, EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, type Tooltip } from "@codemirror/view";
import { meant, offered } from "./editor/cel-help";
import { changeBetween } from "./editor/change";
import { conditionAt } from "./editor/condition-at";
import { dropDraft, keepDraft, readDraft } from "./editor/draft";
import { bubble, type Page, shadowIn } from "./editor/frame";
import { look } from "./editor/look";
import { keysAt, type Offer, type Schema, schemaAt, valuesAt } from "./editor/schema";
import { spotAt } from "./editor/spot";

export { mountCondition } from "./editor/condition";

interface Mark { line: number; column: number; words: string }
interface Options { text: string; saved: string; label: string; readOnly: boolean; schema: Schema; names: Record<string, string[]>; draft: string; base: string }

declare const DotNet: { createJSStreamReference(bytes: Uint8Array): unknown };

const tellAfter = 300;
const fromServer = Annotation.define<boolean>();

export function mount(host: HTMLElement, page: Page, options: Options) {
  const plain = host.querySelector("textarea")!;
  const shadow = shadowIn(host, "yaml__frame");
  let { base, saved } = options;
  let told = options.text;
  let untold = ChangeSet.empty(told.length);
  let timer = 0;

  const view = new EditorView({ root: shadow, parent: shadow, state: EditorState.create({ doc: options.text, extensions: extensions(options, heard, () => ask("SaveAskedAsync")) }) });
  view.contentDOM.addEventListener("blur", tell);
  shadow.host.addEventListener("keydown", keepToItself as EventListener);
  plain.addEventListener("change", (event) => event.stopPropagation()); // from here on the textarea speaks through us
  plain.addEventListener("input", () => replace(plain.value));
  plain.hidden = true;
  begin();
  const line = /^#L(\d+)$/.exec(location.hash)?.[1]; // a link from the list of problems
  if (line) goTo(view, Number(line), 1);

  // What was typed before the editor came, else what an earlier page left.
  function begin() {
    const draft = readDraft(options.draft);
    const typed = plain.value !== options.text ? plain.value : null;
    if (typed !== null) replace(typed);
    else if (draft && draft.text !== options.text && !options.readOnly) bringBack(draft.text, draft.base);
    else if (draft?.text === saved) dropDraft(options.draft);
  }

  function bringBack(text: string, from: string) {
    base = from;
    replace(text);
    tell("restored");
  }

  function heard(changes: ChangeSet, isOurs: boolean) {
    if (isOurs) untold = untold.compose(changes);
    const text = view.state.doc.toString();
    if (text === saved) dropDraft(options.draft);
    else keepDraft(options.draft, { text, base });
    if (!isOurs) return;
    clearTimeout(timer);
    timer = window.setTimeout(tell, tellAfter);
  }

  function tell(how?: unknown) {
    clearTimeout(timer);
    const text = view.state.doc.toString();
    if (text === told) return;
    told = text;
    untold = ChangeSet.empty(text.length);
    ask("TextAsync", DotNet.createJSStreamReference(new TextEncoder().encode(text)), base, how === "restored");
  }

  function replace(text: string) {
    const change = changeBetween(view.state.doc.toString(), text);
    if (change) view.dispatch({ changes: change });
  }

  // While there is no connection the draft keeps it; the page that comes back is told then.
  function ask(method: string, ...args: unknown[]) {
    page.invokeMethodAsync(method, ...args).catch(() => {});
  }

  return {
    /** The server's text: only what differs is exchanged, and what was typed since stays. */
    setText(text: string) {
      const change = changeBetween(told, text);
      if (!change) return;
      const remote = ChangeSet.of(change, told.length);
      const mapped = remote.map(untold);
      untold = untold.map(remote, true);
      told = text;
      view.dispatch({ changes: mapped, annotations: [fromServer.of(true), Transaction.addToHistory.of(true)] });
    },
    setProblems(marks: Mark[]) {
      view.dispatch(setDiagnostics(view.state, marks.map((mark) => diagnosticOf(view.state, mark))));
    },
    setSaved(text: string, commit: string) {
      saved = text;
      base = commit;
      if (view.state.doc.toString() === saved) dropDraft(options.draft);
    },
    forget() {
      dropDraft(options.draft);
    },
    goTo: (line: number, column: number) => goTo(view, line, column),
    dispose() {
      clearTimeout(timer);
      view.destroy();
      shadow.host.remove();
      plain.hidden = false;
    },
  };
}

function goTo(view: EditorView, line: number, column: number) {
  const at = placeOf(view.state, line, column);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

// The page's single-key shortcuts do not see that it is typed in here.
function keepToItself(event: KeyboardEvent) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

function extensions(options: Options, heard: (changes: ChangeSet, isOurs: boolean) => void, save: () => void) {
  return [
    lineNumbers(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), history(), bracketMatching(), closeBrackets(), indentOnInput(),
    indentUnit.of("  "), EditorState.tabSize.of(2), EditorState.readOnly.of(options.readOnly), EditorView.lineWrapping, yaml(), look,
    autocompletion({ override: [(context) => complete(context, options)], activateOnCompletion: () => true, icons: false }),
    hoverTooltip((view, position) => explain(view.state, position, options.schema)),
    keymap.of([{ key: "Mod-s", run: () => { save(); return true; } }, { key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ "aria-label": options.label, tabindex: "0", spellcheck: "false", autocapitalize: "none" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) heard(update.changes, !update.transactions.some((transaction) => transaction.annotation(fromServer)));
    }),
  ];
}

function complete(context: CompletionContext, { schema, names }: Options): CompletionResult | null | Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const ids = [...text.matchAll(/\bid:\s*["']?([a-z0-9-]+)/g)].map(([, id]) => id!);
  const condition = conditionAt(text, context.pos, schema);
  if (condition) return offered(condition.place, { nodes: ids, environments: names.environments ?? [] }, condition.before, context.pos, context.explicit);
  const spot = spotAt(text, context.pos);
  if (spot.at === "none" || (!context.explicit && spot.word === "" && spot.at === "key")) return null;
  const offers = spot.at === "key" ? keysAt(schema, spot.path) : valuesAt(schema, spot.path, names, ids);
  if (offers.length === 0) return null;
  const option = ({ word, help }: Offer) => ({ label: word, apply: spot.at === "key" ? `${word}: ` : word, ...(help ? { info: help } : {}) });
  return { from: spot.from, options: offers.map(option), validFor: /^[\w-]*$/ };
}

function explain(state: EditorState, position: number, schema: Schema): Tooltip | null | Promise<Tooltip | null> {
  const condition = conditionAt(state.doc.toString(), position, schema);
  if (condition) return meant(condition.place, condition.before, state.doc.sliceString(position), position);
  const line = state.doc.lineAt(position);
  for (const found of line.text.matchAll(/([\w-]+)\s*:(?=\s|$)/g)) {
    const from = line.from + found.index;
    if (position < from || position > from + found[1]!.length) continue;
    const spot = spotAt(state.doc.toString(), from);
    const help = spot.at === "key" ? schemaAt(schema, [...spot.path, found[1]!])?.description : undefined;
    return help ? { pos: from, end: from + found[1]!.length, above: true, create: () => ({ dom: bubble(help) }) } : null;
  }
  return null;
}

function placeOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  return Math.min(at.from + Math.max(column, 1) - 1, at.to);
}

function diagnosticOf(state: EditorState, mark: Mark): Diagnostic {
  const from = placeOf(state, mark.line, mark.column);
  const word = /^[^\s,:{}[\]]+/.exec(state.doc.lineAt(from).text.slice(from - state.doc.lineAt(from).from));
  return { from, to: from + (word?.[0].length ?? 0), severity: "error", message: mark.words };
}
