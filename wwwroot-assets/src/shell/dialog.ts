// <modal-frame><dialog>…</dialog></modal-frame>: open as long as it is on the page. The browser traps the focus and answers Esc;
// a component takes the frame away when it hears `close`. <side-frame> is a drawer: the page beside it stays usable.
// Of both the focus goes back to what opened them.
import { granted } from "./wish";

abstract class Frame extends HTMLElement {
  opener: Element | null = null;

  connectedCallback() {
    const active = document.activeElement;
    const before = active?.closest("modal-frame, side-frame"); // the step before: what opened that one is gone back to
    this.opener = before instanceof Frame ? before.opener : active;
    queueMicrotask(() => this.isConnected && this.open()); // Blazor adds the children after the element
  }

  disconnectedCallback() {
    const active = document.activeElement;
    const isLost = active === null || active === document.body; // else it is where the person, or the next step, put it
    if (isLost && this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
  }

  protected abstract open(): void;
}

class ModalFrame extends Frame {
  protected open() {
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.startAt(dialog);
    dialog.addEventListener("cancel", (event) => {
      if (event.target === dialog && dialog.dataset.busy === "true") event.preventDefault(); // under way: its end is to be seen
    });
  }

  // At the first field; where there is none at the first button below, the harmless one. On a phone a field would call the keyboard.
  private startAt(dialog: HTMLDialogElement) {
    if (dialog.querySelector("[autofocus]")) return;
    const field = matchMedia("(pointer: coarse)").matches ? null : dialog.querySelector<HTMLElement>(".dialog__body :is(input, select, textarea):not(:disabled)");
    (field ?? dialog.querySelector<HTMLElement>(".dialog__actions .button"))?.focus();
  }
}

class SideFrame extends Frame {
  protected open() {
    const asked = granted(this);
    if (asked) return asked.focus({ focusVisible: true } as FocusOptions);
    const byHand = document.activeElement !== document.body; // a page that comes with its drawer open keeps the focus where it is
    if (byHand) this.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }
}

customElements.define("modal-frame", ModalFrame);
customElements.define("side-frame", SideFrame);

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-close-dialog]");
  button?.closest("dialog")?.close();
});
