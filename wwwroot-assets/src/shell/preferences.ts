// Theme, width of the rail and whether single keys are shortcuts: kept in cookies, so that the server's first byte has them already and nothing flashes.
// The theme and the keys go with the account; the cookie then only holds what it said last, for the page before signing in.
import { announce } from "./announce";

const year = 31_536_000;
const root = document.documentElement;

function remember(name: string, value: string) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? year : 0}; samesite=lax${secure}`;
}

async function keep(choice: { theme?: string; singleKeys?: boolean }) {
  const failed = "It holds in this browser alone: the portal could not be asked to keep it";
  try {
    const answer = await fetch("/api/me/preferences", { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify(choice) });
    if (!answer.ok && answer.status !== 401) announce(failed); // nobody is signed in: there is no account to keep it
  } catch {
    announce(failed);
  }
}

function setTheme(theme: string) {
  const chosen = theme === "light" || theme === "dark" ? theme : "";
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  remember("theme", chosen);
  void keep({ theme: chosen === "" ? "System" : chosen === "dark" ? "Dark" : "Light" });
  announce(chosen ? `The ${chosen} theme is on` : "The theme follows the system");
}

function toggleRail() {
  const narrow = root.dataset.rail !== "narrow";
  if (narrow) root.dataset.rail = "narrow";
  else delete root.dataset.rail;
  remember("rail", narrow ? "narrow" : "");
}

function setKeys(on: boolean) {
  if (on) delete root.dataset.keys;
  else root.dataset.keys = "off";
  remember("keys", on ? "" : "off");
  void keep({ singleKeys: on });
  announce(on ? "Single-key shortcuts are on" : "Single-key shortcuts are off");
}

// What the buttons say of themselves; Blazor renders them without, for the server need not know.
function reflect() {
  for (const button of document.querySelectorAll<HTMLElement>("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String((root.dataset.theme ?? "system") === button.dataset.setTheme));
  }
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-shortcuts-switch]")) box.checked = root.dataset.keys !== "off";
  for (const button of document.querySelectorAll("[data-rail-toggle]")) button.setAttribute("aria-pressed", String(root.dataset.rail === "narrow"));
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const theme = target.closest<HTMLElement>("[data-set-theme]")?.dataset.setTheme;
  if (theme) setTheme(theme);
  else if (target.closest("[data-rail-toggle]")) toggleRail();
  else return;
  reflect();
});

document.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  if (!box.matches("[data-shortcuts-switch]")) return;
  setKeys(box.checked);
  reflect();
});

remember("theme", root.dataset.theme ?? "");
remember("keys", root.dataset.keys ?? "");
document.addEventListener("portal:live", reflect);
window.Blazor?.addEventListener?.("enhancedload", reflect);
reflect();
