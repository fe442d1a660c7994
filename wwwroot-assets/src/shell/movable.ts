// <movable-bar>: floats above the page and is put elsewhere by its handle [data-move-handle], with the pointer or with the arrow keys.
// Where it was put it is until the tab is closed; it never leaves the window.
import { announce } from "./announce";
import { type Offset, within } from "./within";

const keptUnder = "movable-bar";
const step = 16;
const arrows: Record<string, Offset> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };

class MovableBar extends HTMLElement {
  private offset: Offset = { x: 0, y: 0 };
  private readonly stay = () => this.put(this.offset);

  connectedCallback() {
    this.addEventListener("pointerdown", this.grab);
    this.addEventListener("keydown", this.press);
    window.addEventListener("resize", this.stay);
    const kept = sessionStorage.getItem(keptUnder)?.split(" ").map(Number);
    queueMicrotask(() => kept?.length === 2 && kept.every(Number.isFinite) && this.put({ x: kept[0]!, y: kept[1]! })); // Blazor adds the children after the element
  }

  disconnectedCallback() {
    window.removeEventListener("resize", this.stay);
  }

  private readonly grab = (event: PointerEvent) => {
    const handle = (event.target as Element).closest<HTMLElement>("[data-move-handle]");
    if (!handle || event.button !== 0) return;
    const from = { x: this.offset.x - event.clientX, y: this.offset.y - event.clientY };
    const move = (moved: PointerEvent) => this.put({ x: from.x + moved.clientX, y: from.y + moved.clientY });
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
  };

  private readonly press = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (!arrow || !(event.target as Element).closest("[data-move-handle]")) return;
    event.preventDefault();
    const before = this.offset;
    this.put({ x: before.x + arrow.x * step, y: before.y + arrow.y * step });
    if (before.x === this.offset.x && before.y === this.offset.y) announce("The bar is at the edge");
  };

  private put(wanted: Offset) {
    const box = this.getBoundingClientRect();
    const home = { left: box.left - this.offset.x, top: box.top - this.offset.y, width: box.width, height: box.height };
    this.offset = within(home, wanted, { width: document.documentElement.clientWidth, height: window.innerHeight });
    this.style.translate = `${this.offset.x}px ${this.offset.y}px`;
    sessionStorage.setItem(keptUnder, `${this.offset.x} ${this.offset.y}`);
  }
}

customElements.define("movable-bar", MovableBar);
