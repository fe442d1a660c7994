// <modal-frame><dialog>…</dialog></modal-frame>: open as long as it is on the page. The browser traps the focus and answers Esc;
// a component takes the frame away when it hears `close`. The focus goes back to what opened it.
class ModalFrame extends HTMLElement {
  private opener: Element | null = null;

  connectedCallback() {
    this.opener = document.activeElement;
    queueMicrotask(() => this.open()); // Blazor adds the children after the element
  }

  disconnectedCallback() {
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
  }

  private open() {
    const dialog = this.querySelector("dialog");
    if (!dialog || !this.isConnected || dialog.open) return;
    dialog.showModal();
    dialog.addEventListener("cancel", (event) => {
      if (event.target === dialog && dialog.dataset.busy === "true") event.preventDefault(); // under way: its end is to be seen
    });
  }
}

customElements.define("modal-frame", ModalFrame);

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-close-dialog]");
  button?.closest("dialog")?.close();
});
