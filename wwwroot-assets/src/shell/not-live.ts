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

function handOver() {
  for (const was of typed.values()) retype(was);
  find(focused)?.focus({ preventScroll: true });
  const button = find(click);
  if (button) button.click();
  else if (click) announce("The page changed while it was getting ready. Nothing was done.");
  click = focused = null;
  typed.clear();
}

function retype(was: Typed) {
  const field = elementAt<Element>(was.place, main()!) as HTMLInputElement | null;
  if (!field?.matches?.("input, select, textarea") || field.name !== was.name) return;
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
