// The canvas of a flow: mounted by the page into an empty div, like editor.ts. Its styles come as flow.css beside it.
import "./css/flow.css";
import { createRoot } from "react-dom/client";
import { App } from "./flow/App";
import { Desk, type Options, type Page } from "./flow/desk";
import { doorAt } from "./flow/door";
import { Refused } from "./flow/sender";
import type { Op, State } from "./flow/types";

export async function mount(host: HTMLElement, options: Options, page: Page) {
  const door = doorAt(options.url, options.from ?? null);
  const desk = new Desk(options, options.state ?? (await firstRead(host, () => door.read(options.product ?? null))), page, door, localStorage);
  const root = createRoot(host);
  root.render(<App desk={desk} host={host} />);
  desk.start();
  return {
    /** The drawer or the YAML view changed the draft. */
    setState: (state: State) => desk.setState(state),
    select: (ids: string[]) => desk.selectedByPage(ids),
    focusNode: (id: string) => desk.focusOn(id),
    setProduct: (name: string | null) => desk.setProduct(name),
    /** A step of another view, through the same queue. */
    step: (label: string, ops: Op[]) => desk.step(label, ops),
    dispose() {
      desk.dispose();
      root.unmount();
    },
  };
}

// Without the flow there is nothing to show but why, and the way to try again.
async function firstRead(host: HTMLElement, read: () => Promise<State>): Promise<State> {
  for (;;) {
    try {
      return await read();
    } catch (problem) {
      await asked(host, problem instanceof Refused ? problem.message : "The portal does not answer. Nothing is lost: changes that were not sent are kept in this browser.");
    }
  }
}

function asked(host: HTMLElement, why: string): Promise<void> {
  const words = Object.assign(document.createElement("div"), { className: "problem", role: "alert" });
  const again = Object.assign(document.createElement("button"), { className: "button button--small", type: "button", textContent: "Try again" });
  words.append(Object.assign(document.createElement("div"), { textContent: why }), again);
  host.replaceChildren(words);
  return new Promise((done) => again.addEventListener("click", () => { words.remove(); done(); }));
}
