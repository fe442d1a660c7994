// <button data-copy="…">: puts the value on the clipboard and says so.
import { announce } from "./announce";

const shownFor = 1_500;

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  const copied = await put(button.dataset.copy!);
  announce(copied ? "Copied" : "The browser did not allow copying");
  if (!copied) return;
  button.setAttribute("data-copied", "");
  setTimeout(() => button.removeAttribute("data-copied"), shownFor);
});

async function put(text: string): Promise<boolean> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  return putTheOldWay(text); // plain http on another host than localhost has no clipboard
}

function putTheOldWay(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr-only";
  const before = document.activeElement as HTMLElement | null;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
