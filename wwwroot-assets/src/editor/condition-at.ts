// Where in a YAML text a condition is being written: in quotes, plain behind its key, or in lines below it. Pure.
import { type Schema, schemaAt } from "./schema";
import { spotAt } from "./spot";

export interface ConditionSpot {
  /** Which words it can be written with. */
  place: string;
  /** The condition as far as the cursor. */
  before: string;
}

interface Beginning { path: string[]; from: number; quote?: string }

const key = /^(\s*(?:-\s+)*)([\w-]+\s*:)(?=\s|$)\s*/;
const block = /^[|>][-+\d]*\s*(#.*)?$/;

export function conditionAt(text: string, position: number, schema: Schema): ConditionSpot | null {
  const from = text.lastIndexOf("\n", position - 1) + 1;
  const begun = below(text, from) ?? behind(text, from, position);
  const place = begun && schemaAt(schema, begun.path)?.["x-cel"];
  return place ? { place, before: read(text.slice(begun.from, position), begun.quote) } : null;
}

// In the lines of a block, or where a plain text goes on: what is indented deeper belongs to the key above.
function below(text: string, from: number): Beginning | null {
  const indent = (line: string) => line.search(/\S|$/);
  const here = indent(text.slice(from).split("\n", 1)[0]!);
  for (let end = from - 1; end >= 0; end = text.lastIndexOf("\n", end - 1)) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() === "" || indent(line) >= here) { if (start === 0) return null; continue; }
    const found = key.exec(line);
    const value = found && line.slice(found[0].length);
    const isTextBelow = value && found[1]!.length < here && (block.test(value) || !/^[[{"'#&*]/.test(value));
    return isTextBelow ? { path: spotAt(text, start + found[0].length).path, from: block.test(value) ? end + 1 : start + found[0].length } : null;
  }
  return null;
}

function behind(text: string, from: number, position: number): Beginning | null {
  const line = text.slice(from, position);
  const quote = openQuote(line);
  if (quote >= 0) return value(text, from + quote, { from: from + quote + 1, quote: line[quote]! });
  const found = key.exec(line);
  if (!found || /^[[{"'|>#]/.test(line.slice(found[0].length))) return null;
  return value(text, from + found[0].length, { from: from + found[0].length });
}

function value(text: string, at: number, beginning: Omit<Beginning, "path">): Beginning | null {
  const spot = spotAt(text, at);
  return spot.at === "value" ? { path: spot.path, ...beginning } : null;
}

// Where a text begins that the line has not ended, or -1. Within a plain value a quote is a letter.
function openQuote(line: string): number {
  const found = key.exec(line);
  const start = found?.[0].length ?? line.search(/[^\s-]|$/);
  if (!/^[[{"']/.test(line.slice(start))) return -1;
  let open = -1;
  for (let at = start; at < line.length; at++) {
    const letter = line[at]!;
    if (open < 0) open = letter === '"' || letter === "'" ? at : -1;
    else if (line[open] === '"' && letter === "\\") at++;
    else if (letter === line[open] && letter === "'" && line[at + 1] === "'") at++;
    else if (letter === line[open]) open = -1;
  }
  return open;
}

const read = (text: string, quote?: string): string =>
  quote === "'" ? text.replaceAll("''", "'") : quote === '"' ? text.replace(/\\(["\\/])/g, "$1") : text;
