export type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "defaultPrevented">;
export type Answer = { do: "next" | "previous" | "filter" | "help" | "await-page" | "close" | "approve" | "reject" | "explain" | "select" } | { do: "page"; letter: string } | null;

/** Ctrl+K, and Cmd+K on a Mac, where Ctrl+K deletes to the end of the line. It works while something is typed too. */
export function opensPalette(press: Press & Pick<KeyboardEvent, "shiftKey">, onMac: boolean): boolean {
  const [held, other] = onMac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  return held && !other && !press.altKey && !press.shiftKey && !press.isComposing && press.key.toLowerCase() === "k";
}

/** What a key means where nothing is typed. Pure, so that the table stands in a test. */
export function meaningOf(press: Press, afterG: boolean): Answer {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented) return null;
  if (press.key === "Escape") return { do: "close" };
  if (afterG) return /^[a-z]$/.test(press.key) ? { do: "page", letter: press.key } : null;
  switch (press.key) {
    case "j": return { do: "next" };
    case "k": return { do: "previous" };
    case "/": return { do: "filter" };
    case "?": return { do: "help" };
    case "g": return { do: "await-page" };
    case "a": return { do: "approve" };
    case "r": return { do: "reject" };
    case "e": return { do: "explain" };
    case "x": return { do: "select" };
    default: return null;
  }
}
