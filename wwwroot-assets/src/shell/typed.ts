// What is being written in a text field outlives a portal that starts anew and a page that is loaded again: kept in this tab, by the
// address and the label of the field, until the field goes or is emptied because it was sent or closed. The editors of definitions keep their own.
const prefix = "typed:";
const most = 10_000;
const settles = 5_000; // going live, a page first shows that it reads: a field that is gone then comes back

const typedIn = new Map<HTMLTextAreaElement, string>();
const waiting = new Set<string>();
let liveSince = Infinity;

// What is ticked beside the field changes the address, not what the words are about.
export function keyOf(address: URL, label: string): string {
  const query = new URLSearchParams(address.search);
  query.delete("into");
  return `${prefix}${address.pathname}?${query}:${label.trim()}`;
}

// What a browser is told not to remember, such as a secret, is not remembered here either.
const isOurs = (field: Element): field is HTMLTextAreaElement => field.matches("#main textarea:not([autocomplete=off], .yaml *, .cel-field *)");
const labelOf = (field: HTMLTextAreaElement): string => field.ariaLabel ?? field.labels?.[0]?.firstChild?.textContent ?? "";
const key = (field: HTMLTextAreaElement): string => keyOf(new URL(location.href), labelOf(field));

document.addEventListener("input", ({ target }) => {
  const field = target as Element;
  if (!isOurs(field)) return;
  const name = key(field);
  typedIn.set(field, name);
  waiting.delete(name);
  if (field.value === "" || field.value.length > most) sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, field.value);
});

function bringBack() {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>("#main textarea")) {
    const name = isOurs(field) && field.value === "" && !field.readOnly ? key(field) : "";
    const text = waiting.has(name) ? sessionStorage.getItem(name) : null;
    if (text === null) continue;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function forgetGone() {
  for (const [field, name] of typedIn) {
    if (field.isConnected && field.value !== "") continue;
    typedIn.delete(field);
    if (field.isConnected) { sessionStorage.removeItem(name); continue; } // it was sent, and stands ready for the next
    const isBackAgain = [...document.querySelectorAll<HTMLTextAreaElement>("#main textarea")].some((other) => key(other) === name);
    if (isBackAgain || performance.now() - liveSince < settles) waiting.add(name);
    else sessionStorage.removeItem(name);
  }
}

// Whoever signs in next in this tab is somebody else.
function keptKeys(): string[] {
  const keys = Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
  if (!location.pathname.startsWith("/sign-in")) return keys;
  for (const name of keys) sessionStorage.removeItem(name);
  return [];
}

for (const name of keptKeys()) waiting.add(name);
document.addEventListener("portal:live", () => { liveSince = performance.now(); setTimeout(bringBack); });
new MutationObserver(() => {
  if (typedIn.size > 0) forgetGone();
  if (waiting.size > 0 && liveSince < Infinity) bringBack();
}).observe(document.body, { subtree: true, childList: true });
