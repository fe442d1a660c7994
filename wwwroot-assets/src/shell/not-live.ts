// Until the circuit is up, a prerendered page hears nothing. What a person does meanwhile is kept here and handed to the live page:
// the last click on a button, what was typed, and where the focus was.
import { announce } from "./announce";
import { elementAt, placeOf } from "./whereabouts";

interface Kept { place: string; words: string }
interface Typed { place: string; name: string; value: string; checked: boolean }

let click: Kept | null = null;
let focused: Kept | null = null;
const typed = new Map<string, Typed>();

const main = () => document.getElementById("main");
const isWaiting = () => main()?.dataset.interactive === "false";
const words = (element: Element) => `${element.tagName} ${element.textContent!.trim()}`;
const worksAlready = "[type=submit], [popovertarget], [data-local], [data-copy], [data-close-dialog]";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("button, [role=button]");
  if (!button || !isWaiting() || !main()!.contains(button) || button.matches(worksAlready)) return;
  event.preventDefault();
  main()!.querySelectorAll("[aria-busy=true]").forEach((other) => other.removeAttribute("aria-busy"));
  button.setAttribute("aria-busy", "true"); // acknowledged at once
  click = keep(button);
  announce("One moment, the page is getting ready");
}, true);

document.addEventListener("focusin", (event) => {
  if (isWaiting() && main()!.contains(event.target as Element)) focused = keep(event.target as Element);
});

document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  const place = isWaiting() ? placeOf(field, main()!) : null;
  if (place !== null) typed.set(place, { place, name: field.name, value: field.value, checked: field.checked });
}, true);

function keep(element: Element): Kept | null {
  const place = placeOf(element, main()!);
  return place === null ? null : { place, words: words(element) };
}

// The same words at the same place, or nothing: a click must not land on what it was not meant for.
function find(kept: Kept | null): HTMLElement | null {
  const found = kept && (elementAt<Element>(kept.place, main()!) as HTMLElement | null);
  return found && words(found) === kept.words ? found : null;
}

// A live page may first have to read what it shows: each thing kept waits a while for its place to be there again.
const patience = 5_000;

function handOver() {
  const [wasClicked, wasFocused, wereTyped] = [click, focused, [...typed.values()]];
  click = focused = null;
  typed.clear();
  for (const was of wereTyped) whenThere(() => fieldOf(was), (field) => retype(field, was));
  if (wasFocused) whenThere(() => find(wasFocused), (element) => { if (document.activeElement === document.body) element.focus({ preventScroll: true }); });
  if (wasClicked) whenThere(() => find(wasClicked), (button) => button.click(), () => announce("The page changed while it was getting ready. Nothing was done."));
}

function whenThere<T>(look: () => T | null, then: (found: T) => void, never = () => {}) {
  const found = look();
  if (found) return then(found);
  const observer = new MutationObserver(() => {
    const late = look();
    if (!late) return;
    stop();
    then(late);
  });
  const timer = setTimeout(() => { stop(); never(); }, patience);
  const stop = () => { observer.disconnect(); clearTimeout(timer); };
  observer.observe(document.body, { subtree: true, childList: true });
}

function fieldOf(was: Typed): HTMLInputElement | null {
  const field = elementAt<Element>(was.place, main()!) as HTMLInputElement | null;
  return field?.matches("input, select, textarea") && field.name === was.name ? field : null;
}

function retype(field: HTMLInputElement, was: Typed) {
  if (field.value === was.value && field.checked === was.checked) return;
  field.value = was.value;
  field.checked = was.checked;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

let wasWaiting = isWaiting();
new MutationObserver(() => {
  const waits = isWaiting();
  if (wasWaiting && main()?.dataset.interactive === "true") {
    document.dispatchEvent(new Event("portal:live"));
    setTimeout(handOver); // after Blazor has bound what it rendered
  }
  wasWaiting = waits;
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-interactive"] });
