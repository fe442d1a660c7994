// What can be written next in a condition. The words come from the portal, which checks the same condition with them.
export interface Shape { type: string; fields?: Word[] | null; each?: Shape | null }
export interface Word { name: string; help: string; of: Shape; example?: string | null }
export interface Callable { name: string; form: string; description: string }
export interface Words { variables: Word[]; functions: Callable[] }
export interface Offer { word: string; kind: string; help: string; isCall: boolean }
export interface Offers { from: number; offers: Offer[] }

export type Keys = Record<string, readonly string[]>;

const chain = /([A-Za-z_]\w*)((?:\.\??[A-Za-z_]\w*|\[\??(?:'[^']*'|"[^"]*"|[^[\]'"]*)\])*)\.\??(\w*)$/;
const key = /([A-Za-z_]\w*)\[\??(['"])([^'"]*)$/;

/** Null: nothing is offered here, as within a text. */
export function celOffers(words: Words, keys: Keys, before: string): Offers | null {
  const opened = key.exec(before);
  if (opened && isOpen(before)) return { from: before.length - opened[3]!.length, offers: (keys[opened[1]!] ?? []).map((word) => ({ word, kind: "key", help: "", isCall: false })) };
  if (isOpen(before)) return null;
  const member = chain.exec(before);
  if (member) return { from: before.length - member[3]!.length, offers: members(words, shapeOf(words, member[1]!, member[2]!)) };
  const word = /(\w*)$/.exec(before)![1]!;
  if (/[.\])'"]$/.test(before) || /^\d/.test(word)) return null;
  return { from: before.length - word.length, offers: [...words.variables.map(variable), ...calls(words.functions.filter((one) => receiver(one) === null))] };
}

/** The variable, field or function that is named there, to be explained. */
export function celMeaning(words: Words, text: string, position: number): { from: number; to: number; head: string; help: string } | null {
  const from = position - /\w*$/.exec(text.slice(0, position))![0].length;
  const to = position + /^\w*/.exec(text.slice(position))![0].length;
  if (from === to || isOpen(text.slice(0, from))) return null;
  const name = text.slice(from, to);
  const offered = celOffers(words, {}, text.slice(0, from))?.offers.find((offer) => offer.word === name);
  return offered ? { from, to, head: offered.kind, help: offered.help } : null;
}

const variable = ({ name, of, help, example }: Word): Offer => ({ word: name, kind: of.type, help: example ? `${help}\nSuch as ${example}` : help, isCall: false });

function members(words: Words, shape: Shape | null): Offer[] {
  const type = base(shape?.type ?? "dyn");
  const methods = words.functions.filter((one) => takes(receiver(one), type));
  return [...(shape?.fields ?? []).map(variable), ...calls(methods)];
}

// Of several ways to call one function, each way is a line of its help.
function calls(functions: Callable[]): Offer[] {
  const names = [...new Set(functions.map((one) => one.name))];
  return names.map((word) => {
    const forms = functions.filter((one) => one.name === word);
    return { word, kind: forms[0]!.form, help: [forms[0]!.description, ...forms.slice(1).map((one) => one.form)].join("\n"), isCall: true };
  });
}

// "string.startsWith(string) → bool" is called on a string; "has(map.field)" on nothing.
function receiver({ name, form }: Callable): string | null {
  const at = form.indexOf(`.${name}(`);
  return at < 0 ? null : base(form.slice(0, at));
}

function takes(wanted: string | null, type: string): boolean {
  if (wanted === null) return false;
  return type === "dyn" || wanted === type || wanted.length === 1 || wanted === "dyn";
}

function shapeOf(words: Words, name: string, rest: string): Shape | null {
  let shape = words.variables.find((word) => word.name === name)?.of ?? null;
  for (const [, field] of rest.matchAll(/\.\??(\w+)|\[[^\]]*\]/g)) shape = (field === undefined ? shape?.each : shape?.fields?.find((one) => one.name === field)?.of) ?? null;
  return shape;
}

const base = (type: string): string => type.replace(/\(.*$/s, "");

// Whether a text was begun and not ended.
function isOpen(before: string): boolean {
  let quote = "";
  for (let at = 0; at < before.length; at++) {
    const letter = before[at]!;
    if (quote !== "" && letter === "\\") at++;
    else if (letter === quote) quote = "";
    else if (quote === "" && (letter === "'" || letter === '"')) quote = letter;
  }
  return quote !== "";
}
