// blazor.web.js says how the connection stands by classes on this element; connection.css shows the words that fit.
// Meanwhile the page can be read but not operated: a click would be lost.
const box = document.getElementById("components-reconnect-modal");
const is = (state: string) => box!.classList.contains(`components-reconnect-${state}`);

if (box) {
  new MutationObserver(() => {
    if (is("rejected")) return location.reload(); // the server answers, but knows this circuit no more; the address holds where we are
    const lost = is("show") || is("failed");
    document.querySelector(".shell")?.toggleAttribute("inert", lost);
    if (is("failed")) document.getElementById("reconnect-retry")!.focus();
  }).observe(box, { attributes: true, attributeFilter: ["class"] });

  document.getElementById("reconnect-reload")!.addEventListener("click", () => location.reload());
  document.getElementById("reconnect-retry")!.addEventListener("click", async () => {
    if (!(await window.Blazor.reconnect().catch(() => false))) location.reload();
  });
}
