// Where the focus is to be in a drawer that is about to open: asked for by a key, taken by the drawer when it is there.
const waitsFor = 3_000;
let wish: { selector: string; until: number } | null = null;

export const wishFor = (selector: string) => { wish = { selector, until: performance.now() + waitsFor }; };

/** What was asked for, once; null where nothing was, or where it is not to be had. */
export function granted(within: Element): HTMLElement | null {
  const asked = wish && performance.now() < wish.until ? within.querySelector<HTMLElement>(wish.selector) : null;
  wish = null;
  return asked && !(asked as HTMLButtonElement).disabled ? asked : null;
}
