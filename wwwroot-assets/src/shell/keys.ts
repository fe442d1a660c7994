// j/k walk a list, / goes to its filter, g + letter to a page, a, r, e and x decide about a row, ? shows all of it. preferences.ts has the switch
// that turns them off.
import { type Answer, meaningOf } from "./meaning";
import { wishFor } from "./wish";

const waitsForSecondKey = 1_200;
const filter = "[data-filter] input, input[data-filter]";
let goUntil = 0;

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key === "Escape" && target.matches(filter)) return leaveFilter(target as HTMLInputElement);
  if (isTyping(target) || document.querySelector("dialog:modal")) return;
  const answer = meaningOf(event, performance.now() < goUntil);
  goUntil = 0;
  if (!answer || (answer.do !== "close" && isOff())) return;
  if (act(answer)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-show-shortcuts]")) showHelp();
});

function act(answer: NonNullable<Answer>): boolean {
  switch (answer.do) {
    case "next": return walk(1);
    case "previous": return walk(-1);
    case "filter": return focus(document.querySelector<HTMLElement>(filter));
    case "help": return showHelp();
    case "await-page": goUntil = performance.now() + waitsForSecondKey; return true;
    case "page": return click(`[data-go="${answer.letter}"]`);
    case "close": return click(".drawer [data-close]");
    case "approve": return decide("[data-approve]", '[data-bulk="approve"]:not(:disabled)');
    case "reject": return decide("[data-reject]", '[data-bulk="reject"]:not(:disabled)');
    case "explain": return decide("[data-explain]", "");
    case "select": return clickOn(rowOf()?.querySelector<HTMLElement>("[data-select]:not(:disabled)"));
  }
}

// In the open drawer at once; with several rows selected for all of them; else in the drawer of the row that has the focus; else on the page itself.
function decide(inDrawer: string, forSelected: string): boolean {
  const drawer = document.querySelector(".drawer");
  if (drawer) return focus(drawer.querySelector<HTMLElement>(`${inDrawer}:not(:disabled)`));
  if (forSelected && click(forSelected)) return true;
  const opener = rowOf()?.querySelector<HTMLElement>("[data-open]");
  if (!opener) return focus(document.querySelector<HTMLElement>(`main ${inDrawer}:not(:disabled)`));
  wishFor(inDrawer);
  return clickOn(opener);
}

// A row's [data-open], else its first link or button, stands for the row: Enter then does what it would do anyway.
function walk(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-list] [data-row], [data-list] tbody tr")].filter((row) => row.offsetParent);
  const stops = rows.map((row) => row.querySelector<HTMLElement>("[data-open]") ?? row.querySelector<HTMLElement>("a[href], button")).filter((stop) => stop !== null);
  if (stops.length === 0) return false;
  const at = stops.findIndex((stop) => stop.closest("[data-row], tr")!.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1);
  stops[next]!.scrollIntoView({ block: "nearest" });
  return focus(stops[next]!);
}

function leaveFilter(input: HTMLInputElement) {
  if (input.value === "") return input.blur();
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function showHelp(): boolean {
  const help = document.querySelector<HTMLDialogElement>("dialog#shortcuts");
  if (!help) return false;
  for (const shortcut of help.querySelectorAll<HTMLElement>("[data-needs]")) shortcut.hidden = !document.querySelector(shortcut.dataset.needs!);
  for (const group of help.querySelectorAll<HTMLElement>("section")) group.hidden = !group.querySelector("dl > :not([hidden])");
  help.showModal();
  return true;
}

const isOff = () => document.documentElement.dataset.keys === "off";
const rowOf = () => document.activeElement?.closest("[data-list] [data-row], [data-list] tbody tr");
const isTyping = (target: HTMLElement) => target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
const clickOn = (element: HTMLElement | null | undefined) => { element?.click(); return !!element; };
const click = (selector: string) => clickOn(document.querySelector<HTMLElement>(selector));
const focus = (element: HTMLElement | null) => { element?.focus({ focusVisible: true } as FocusOptions); return !!element; };
