// Says a few words to a screen reader. The region stands in App.razor, outside of what Blazor replaces.
export function announce(words: string) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = words)); // the same words twice are said twice
}
