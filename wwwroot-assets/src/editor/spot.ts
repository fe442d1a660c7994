// Where in a YAML text the cursor stands, as far as a completion needs it: by indentation, dashes, and the brackets of its own line. Pure.
export interface Spot {
  /** The keys from the root on, "[]" for an item of a list. For a value with its own key. */
  path: string[];
  at: "key" | "value" | "none";
  /** What is typed of the word so far, and where it begins. */
  word: string;
  from: number;
}

interface Token { column: number; key: string | null }

const keyed = /^("[^"]*"|'[^']*'|[^\s#[\]{},:'"-][^#[\]{},:]*|-[^\s][^#[\]{},:]*)\s*:(?=\s|$)/;

export function spotAt(text: string, position: number): Spot {
  const lines = text.slice(0, position).split("\n");
  const head = lines.pop()!;
  const none: Spot = { path: [], at: "none", word: "", from: position };
  if (/(^|\s)#/.test(head.replace(/"[^"]*"|'[^']*'/g, "x"))) return none;
  const tokens = tokensOf(head);
  const begin = tokens[0]?.column ?? head.search(/\S|$/);
  const path = [...parentsOf(lines, begin, tokens[0]?.key === null), ...tokens.map((token) => token.key ?? "[]")];
  const last = tokens.at(-1);
  const rest = last ? restAfter(head, last) : head.trimStart();
  return inside(rest, path, last?.key != null, position);
}

// The dashes a line begins with, and its key.
function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let column = line.search(/\S|$/);
  for (let dash = /^-(\s+|$)/.exec(line.slice(column)); dash; dash = /^-(\s+|$)/.exec(line.slice(column))) {
    tokens.push({ column, key: null });
    column += dash[0].length;
  }
  const key = keyed.exec(line.slice(column));
  if (key) tokens.push({ column, key: key[1]!.trim().replace(/^(["'])(.*)\1$/, "$2") });
  return tokens;
}

function parentsOf(lines: string[], column: number, isItem: boolean): string[] {
  const path: string[] = [];
  for (let at = lines.length - 1; at >= 0 && (column > 0 || isItem); at--) {
    for (const token of tokensOf(lines[at]!).reverse()) {
      if (token.column > column || (token.column === column && !(isItem && token.key !== null))) continue;
      path.unshift(token.key ?? "[]");
      column = token.column;
      isItem = token.key === null;
    }
  }
  return path;
}

function restAfter(head: string, token: Token): string {
  const from = head.slice(token.column);
  return token.key === null ? from.replace(/^-\s*/, "") : from.replace(keyed, "").trimStart();
}

// Through the brackets that are still open.
function inside(rest: string, path: string[], hasKey: boolean, position: number): Spot {
  const open: { bracket: string; key: string | null }[] = [];
  let word = "";
  for (const letter of rest.replace(/"[^"]*"|'[^']*'/g, (quoted) => quoted.replace(/[^"']/g, "x"))) {
    const top = open.at(-1);
    if (letter === "{" || letter === "[") { open.push({ bracket: letter, key: null }); word = ""; }
    else if (letter === "}" || letter === "]") { open.pop(); word = ""; }
    else if (letter === "," && top) { top.key = null; word = ""; }
    else if (letter === ":" && top?.bracket === "{") { top.key = word.trim(); word = ""; }
    else word += letter;
  }
  word = word.trimStart();
  const within = open.flatMap((level) => (level.bracket === "[" ? ["[]"] : level.key === null ? [] : [level.key]));
  const top = open.at(-1);
  const isKey = top ? top.bracket === "{" && top.key === null : !hasKey;
  return { path: [...path, ...within], at: isKey ? "key" : "value", word, from: position - word.length };
}
