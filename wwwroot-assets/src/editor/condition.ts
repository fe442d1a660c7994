// A condition in a form: CodeMirror in place of its textarea, which stays underneath and speaks to the page.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, type CompletionContext, type CompletionResult, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import { bubble, shadowIn, type Page } from "./frame";
import { celMeaning, celOffers, type Keys, type Offer, type Words } from "./cel";
import { look } from "./look";

interface Options { text: string; label: string; readOnly: boolean; place: string; keys: Keys }
interface Problem { from: number; to: number; words: string }

const checkAfter = 300;

// Enough to see where a text ends.
const cel = StreamLanguage.define({
  token(stream) {
    if (stream.match(/^(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)) return "string";
    if (stream.match(/^\d[\w.]*/)) return "number";
    if (stream.match(/^(?:true|false|null|in)\b/)) return "keyword";
    if (stream.match(/^\/\/.*/)) return "comment";
    if (!stream.match(/^\w+/)) stream.next();
    return null;
  },
});

export function mountCondition(host: HTMLElement, page: Page, options: Options) {
  const plain = host.querySelector("textarea")!;
  const shadow = shadowIn(host, "cel-field__frame");
  const words = fetch(`/schemas/cel/${options.place}.json`).then((answer) => answer.json() as Promise<Words>);
  words.catch(() => {}); // then nothing is offered
  let told = options.text;
  const view = new EditorView({ root: shadow, parent: shadow, state: EditorState.create({ doc: plain.value, extensions: extensions() }) });
  view.contentDOM.addEventListener("blur", tell);
  shadow.host.addEventListener("keydown", keepToItself as EventListener);
  const isTypedAlready = document.activeElement === plain;
  plain.hidden = true;
  for (const label of plain.labels ?? []) label.addEventListener("click", () => view.focus());
  if (isTypedAlready) view.focus();

  // One change for all that was typed until it is left.
  function tell() {
    const text = view.state.doc.toString();
    if (text === told) return;
    told = plain.value = text;
    plain.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function extensions() {
    return [
      drawSelection(), history(), bracketMatching(), closeBrackets(), cel, look, EditorView.lineWrapping, EditorState.readOnly.of(options.readOnly),
      autocompletion({ override: [(context) => words.then((known) => complete(context, known, options.keys), () => null)], icons: false }),
      hoverTooltip((shown, position) => words.then((known) => explain(known, shown.state, position), () => null)),
      linter((shown) => page.invokeMethodAsync("ProblemsOf", shown.state.doc.toString()).then((found) => marks(found as Problem[], shown.state.doc.length), () => []), { delay: checkAfter }),
      keymap.of([{ key: "Tab", run: acceptCompletion }, { key: "Mod-Enter", run: () => (tell(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.contentAttributes.of({ "aria-label": options.label, "aria-multiline": "true", tabindex: "0", spellcheck: "false", autocapitalize: "none" }),
    ];
  }

  return {
    /** What is typed and not told yet stays. */
    setText(text: string) {
      if (view.state.doc.toString() === told && text !== told) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      told = text;
    },
    dispose() {
      tell();
      view.destroy();
      shadow.host.remove();
      plain.hidden = false;
    },
  };
}

// Escape leaves the list of offers, not the drawer around it; single keys of the page do not hear what is typed.
function keepToItself(event: KeyboardEvent) {
  if (!event.ctrlKey && !event.metaKey && event.key !== "Tab" && !(event.key === "Escape" && !event.defaultPrevented)) event.stopPropagation();
}

function complete(context: CompletionContext, words: Words, keys: Keys): CompletionResult | null {
  const found = celOffers(words, keys, context.state.doc.sliceString(0, context.pos));
  if (!found || found.offers.length === 0 || (!context.explicit && found.from === context.pos && !/[.['"]$/.test(context.state.doc.sliceString(0, context.pos)))) return null;
  const option = ({ word, kind, help, isCall }: Offer) => ({ label: word, detail: kind.length > 40 ? `${kind.slice(0, 39)}…` : kind, apply: isCall ? `${word}(` : word, ...(help ? { info: help } : {}) });
  return { from: found.from, options: found.offers.map(option), validFor: /^[\w-]*$/ };
}

function explain(words: Words, state: EditorState, position: number): Tooltip | null {
  const meaning = celMeaning(words, state.doc.toString(), position);
  return meaning && { pos: meaning.from, end: meaning.to, above: true, create: () => ({ dom: bubble(`${meaning.head}\n${meaning.help}`) }) };
}

const marks = (problems: Problem[], length: number) =>
  problems.map(({ from, to, words }) => ({ from: Math.min(from, length), to: Math.min(Math.max(to, from + 1), length), severity: "error" as const, message: words }));
