// Stands in the tab that is open, and brings it into view where the row of tabs is wider than the screen. Sideways only: the page stays where it is.
customElements.define("in-view", class extends HTMLElement {
  connectedCallback() {
    requestAnimationFrame(() => this.center()); // Blazor adds the tab's words after the element
  }

  private center() {
    const row = this.closest("nav");
    const tab = this.parentElement;
    if (!row || !tab || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.clientWidth) / 2;
  }
});
