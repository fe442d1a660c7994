// What was found as a list of options, and the keys that choose one of them.
export interface Found { title: string; detail: string; address: string | null; does: string | null }
export interface Findings { groups: { group: string; found: Found[] }[] }

/** Which option is chosen after a key; null where the key is not for the list. Home and End move in the words while there are some. */
export function choose(key: string, at: number, count: number, withOthers: boolean, isEmpty: boolean): number | null {
  if (withOthers || count === 0) return null;
  switch (key) {
    case "ArrowDown": return (at + 1) % count;
    case "ArrowUp": return at <= 0 ? count - 1 : at - 1;
    case "PageDown": return Math.min(at + 5, count - 1);
    case "PageUp": return Math.max(at - 5, 0);
    case "Home": return isEmpty ? 0 : null;
    case "End": return isEmpty ? count - 1 : null;
    default: return null;
  }
}

export function listOf(findings: Findings, iconOf: (group: string) => Element): HTMLElement[] {
  let number = 0;
  return findings.groups.map(({ group, found }) => {
    const section = element("div", "palette__group");
    const head = element("div", "palette__head", group);
    head.id = `palette-group-${group}`;
    section.setAttribute("role", "group");
    section.setAttribute("aria-labelledby", head.id);
    section.append(head, ...found.map((one) => optionOf(one, iconOf(group), number++)));
    return section;
  });
}

function optionOf(one: Found, icon: Element, number: number): HTMLElement {
  const option = element(one.address ? "a" : "button", "palette__option");
  if (one.address) option.setAttribute("href", one.address);
  else {
    option.setAttribute("type", "button");
    option.dataset.does = one.does!;
  }
  option.id = `palette-option-${number}`;
  option.tabIndex = -1; // the focus stays where one types
  option.setAttribute("role", "option");
  option.append(icon, element("span", "palette__title", one.title), element("span", "palette__detail", one.detail));
  return option;
}

function element(name: string, look: string, words = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = look;
  made.textContent = words;
  return made;
}
