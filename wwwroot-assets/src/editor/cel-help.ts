// Completion and hover of conditions, for the field of a form and for the YAML.
import type { CompletionResult } from "@codemirror/autocomplete";
import type { Tooltip } from "@codemirror/view";
import { celMeaning, celOffers, type Keys, type Offer, type Words } from "./cel";
import { bubble } from "./frame";

const longestDetail = 40;
const asked = new Map<string, Promise<Words | null>>();

/** What can be written in conditions of that place; null where the portal does not say: then nothing is offered. */
export function wordsOf(place: string): Promise<Words | null> {
  const words = asked.get(place) ?? fetch(`/schemas/cel/${place}.json`).then((answer) => answer.json() as Promise<Words>).catch(() => (asked.delete(place), null));
  asked.set(place, words);
  return words;
}

/** `before` is the condition up to the cursor, which stands at `position` of its text. */
export async function offered(place: string, keys: Keys, before: string, position: number, isExplicit: boolean): Promise<CompletionResult | null> {
  const words = await wordsOf(place);
  const found = words && celOffers(words, keys, before);
  const isNothingTyped = found?.from === before.length && !/[.['"]$/.test(before);
  if (!found || found.offers.length === 0 || (!isExplicit && isNothingTyped)) return null;
  const option = ({ word, kind, help, isCall }: Offer) => ({ label: word, detail: kind.length > longestDetail ? `${kind.slice(0, longestDetail - 1)}…` : kind, apply: isCall ? `${word}(` : word, ...(help ? { info: help } : {}) });
  return { from: position - (before.length - found.from), options: found.offers.map(option), validFor: /^[\w-]*$/ };
}

export async function meant(place: string, before: string, after: string, position: number): Promise<Tooltip | null> {
  const words = await wordsOf(place);
  const meaning = words && celMeaning(words, before + /^\w*/.exec(after)![0], before.length);
  const start = position - before.length;
  return meaning && { pos: start + meaning.from, end: start + meaning.to, above: true, create: () => ({ dom: bubble(`${meaning.head}\n${meaning.help}`) }) };
}
