// A condition in a form: CodeMirror in place of its textarea, which stays underneath and speaks to the page.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { type Page, shadowIn } from "./frame";
import type { Keys } from "./cel";
import { meant, offered, wordsOf } from "./cel-help";
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
  void wordsOf(options.place); // so that they are here when somebody types
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
      autocompletion({ override: [({ state, pos, explicit }) => offered(options.place, options.keys, state.doc.sliceString(0, pos), pos, explicit)], icons: false }),
      hoverTooltip(({ state: { doc } }, position) => meant(options.place, doc.sliceString(0, position), doc.sliceString(position), position)),
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

const marks = (problems: Problem[], length: number) =>
  problems.map(({ from, to, words }) => ({ from: Math.min(from, length), to: Math.min(Math.max(to, from + 1), length), severity: "error" as const, message: words }));
