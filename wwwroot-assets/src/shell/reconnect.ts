// blazor.web.js says how the connection stands by classes on this element; the style sheet shows the words that fit.
const dialog = document.getElementById("components-reconnect-modal")!;
const is = (state: string) => dialog.classList.contains(`components-reconnect-${state}`);

new MutationObserver(() => {
  if (is("rejected")) location.reload(); // the server answers, but knows this circuit no more
  if (is("failed")) document.getElementById("reconnect-retry")!.focus();
}).observe(dialog, { attributes: true, attributeFilter: ["class"] });

document.getElementById("reconnect-reload")!.addEventListener("click", () => location.reload());
document.getElementById("reconnect-retry")!.addEventListener("click", async () => {
  if (!(await window.Blazor.reconnect().catch(() => false))) location.reload();
});
