// What was typed and is not saved yet, kept in this tab: a reload or a lost connection does not lose it.
export interface Draft { text: string; base: string }

const prefix = "draft ";

export function readDraft(key: string): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(prefix + key) ?? "null") as Partial<Draft> | null;
    return typeof kept?.text === "string" && typeof kept.base === "string" ? { text: kept.text, base: kept.base } : null;
  } catch {
    return null;
  }
}

export function keepDraft(key: string, draft: Draft) {
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(draft));
  } catch {
    // No room, or none allowed: the text is still on the page.
  }
}

export const dropDraft = (key: string) => sessionStorage.removeItem(prefix + key);
