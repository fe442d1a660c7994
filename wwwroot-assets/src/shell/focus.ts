// After going to another page the heading has the focus, so that a screen reader reads where one is; unless somebody was quicker and walks its list already.
window.portal = {
  focusHeading() {
    if (document.activeElement?.closest("main [data-list]")) return;
    const heading = document.querySelector<HTMLElement>("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  },
};

// <base href="/"> would send "#main" to the home page; the link carries the path, and here the focus follows it.
document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest(".skip-link")) return;
  event.preventDefault();
  document.getElementById("main")?.focus();
});
