// What the browser does by itself when an action is chosen: what its own control does, wherever that stands. The names are those of ActionIndex.
const press = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();

export const deeds: Record<string, () => void> = {
  "theme-light": () => press("[data-set-theme=light]"),
  "theme-dark": () => press("[data-set-theme=dark]"),
  "theme-system": () => press("[data-set-theme=system]"),
  "shortcuts": () => press("[data-show-shortcuts]"),
  "keys": () => press("[data-shortcuts-switch]"),
  "rail": () => press("[data-rail-toggle]"),
  "sign-out": () => document.querySelector<HTMLFormElement>("form[action='/sign-out']")?.requestSubmit(),
};

export const does = (name: string) => deeds[name]?.();
