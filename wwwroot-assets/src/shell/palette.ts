// The search and command palette. It opens at once, with or without a circuit; what fits is asked of /api/search while one types.
// Enter follows the chosen link as a click would, or does what the browser does by itself (does.ts).
import { does } from "./does";
import { opensPalette } from "./meaning";
import { choose, listOf, type Findings } from "./palette-list";

const pauseOfTyping = 70;
const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
const palette = () => document.querySelector<HTMLDialogElement>("dialog#palette");
const field = () => document.querySelector<HTMLInputElement>("#palette-words")!;
const list = () => document.querySelector<HTMLElement>("#palette-list")!;
const options = () => [...list().querySelectorAll<HTMLElement>("[role=option]")];

let asked: AbortController | null = null;
let pause = 0;
let chosen = -1;
// Enter may be quicker than the answer: it then goes where the answer to what was typed leads.
let enterWaits = false;

if (onMac) document.documentElement.dataset.mac = "true";

document.addEventListener("keydown", (event) => {
  if (!palette() || !opensPalette(event, onMac)) return;
  event.preventDefault();
  if (palette()!.open) palette()!.close();
  else open();
}, true);

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-show-palette]")) return open();
  if (target === palette()) return palette()!.close(); // beside it, on the veil
  const option = target.closest<HTMLElement>("#palette-list [role=option]");
  if (option && !(event.ctrlKey || event.metaKey || event.shiftKey)) taken(option, event);
});

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  clearTimeout(pause);
  enterWaits = false;
  asked?.abort();
  asked = new AbortController(); // what is shown is of other words until the answer comes
  pause = window.setTimeout(ask, pauseOfTyping);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field() || event.isComposing || event.altKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (asked) enterWaits = true;
    else go(event.ctrlKey || event.metaKey);
    return;
  }
  const next = choose(event.key, chosen, options().length, event.ctrlKey || event.metaKey || event.shiftKey, field().value === "");
  if (next === null) return;
  event.preventDefault();
  mark(next);
});

function open() {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  document.querySelector<HTMLDialogElement>("dialog#shortcuts[open]")?.close();
  dialog.showModal();
  field().focus();
  field().select(); // what was typed the last time is still there, and typing replaces it
  void ask();
}

async function ask() {
  clearTimeout(pause);
  asked?.abort();
  const mine = (asked = new AbortController());
  const words = field().value;
  try {
    const answer = await fetch(`/api/search?q=${encodeURIComponent(words)}`, { signal: mine.signal, headers: { Accept: "application/json" } });
    if (answer.status === 401) return fail("You are signed out. Reload the page to sign in again.");
    if (!answer.ok) return fail("The search failed. What you typed is still here: change it to try again.");
    show((await answer.json()) as Findings, words);
  } catch {
    if (!mine.signal.aborted) fail("The portal does not answer. What you typed is still here: change it to try again.");
    return;
  } finally {
    if (asked === mine) asked = null;
  }
  if (enterWaits) go(false);
  enterWaits = false;
}

function show(findings: Findings, words: string) {
  const icons = palette()!.querySelector("template")!.content;
  const found = listOf(findings, (group) => icons.querySelector(`[data-of=${group}]`)!.cloneNode(true) as Element);
  list().replaceChildren(...found);
  list().scrollTop = 0;
  const count = options().length;
  list().hidden = count === 0;
  field().setAttribute("aria-expanded", String(count > 0));
  say(count === 0 ? `Nothing found for “${words.trim()}”. Try the name of an application, a tag, the beginning of a digest, or the number of a request.` : words.trim() ? `${count} found` : "Pages and actions", count > 0);
  mark(count > 0 ? 0 : -1);
}

function fail(words: string) {
  enterWaits = false;
  list().replaceChildren();
  list().hidden = true;
  field().setAttribute("aria-expanded", "false");
  say(words, false);
  mark(-1);
}

// How many there are is seen; only a screen reader is told.
function say(words: string, onlyHeard: boolean) {
  const region = palette()!.querySelector<HTMLElement>("[data-said]")!;
  region.classList.toggle("sr-only", onlyHeard);
  region.textContent = words;
}

function mark(at: number) {
  chosen = at;
  options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  const option = options()[at];
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function go(elsewhere: boolean) {
  const option = options()[chosen];
  if (!option) return;
  if (elsewhere && option instanceof HTMLAnchorElement) window.open(option.href, "_blank", "noopener");
  else option.click();
}

// The dialog gives the focus back to where it was; a page that is gone to takes it to its heading.
function taken(option: HTMLElement, event: Event) {
  palette()!.close();
  const act = option.dataset.does;
  if (!act) return;
  event.preventDefault();
  does(act);
}
