// What the editors share: a shadow root, where their styles are adopted sheets, which the page's policy allows.
export interface Page { invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown> }

export function shadowIn(host: HTMLElement, name: string): ShadowRoot {
  host.querySelector(`.${name}`)?.remove();
  const frame = document.createElement("div");
  frame.className = name;
  host.append(frame);
  return frame.attachShadow({ mode: "open" });
}

export function bubble(words: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-help";
  dom.textContent = words;
  return dom;
}
