// The server's door for one draft.
import { Refused } from "./sender";
import type { State, Step } from "./types";

const mostKeptAlive = 60_000; // browsers send no more than this while a page goes away
const temporary = new Set([408, 425, 429]);

export interface Door {
  read(product: string | null): Promise<State>;
  post(base: string, product: string | null, steps: Step[]): Promise<State>;
}

export const doorAt = (url: string, from: string | null): Door => ({
  read(product) {
    const [path, query] = url.split("?") as [string, string | undefined];
    const asked = new URLSearchParams(query);
    if (product) asked.set("product", product);
    const words = asked.toString();
    return ask(words === "" ? path : `${path}?${words}`, { headers: { accept: "application/json" } });
  },
  post(base, product, steps) {
    const body = new TextEncoder().encode(JSON.stringify({ base, steps, ...(from ? { from } : {}), ...(product ? { product } : {}) }));
    return ask(`${url.split("?")[0]}/steps`, { method: "POST", body, headers: { "content-type": "application/json", accept: "application/json" }, keepalive: body.length < mostKeptAlive });
  },
});

async function ask(url: string, how: RequestInit): Promise<State> {
  const response = await fetch(url, { credentials: "same-origin", ...how });
  if (response.ok) return (await response.json()) as State;
  if (response.status >= 500 || temporary.has(response.status)) throw new Error(`${response.status}`);
  throw new Refused(await whyOf(response));
}

async function whyOf(response: Response): Promise<string> {
  if (response.status === 401) return "You are signed out. Sign in again in another tab, then try again.";
  try {
    const { detail, title } = (await response.json()) as { detail?: string; title?: string };
    return detail ?? title ?? `The server answered ${response.status}.`;
  } catch {
    return `The server answered ${response.status}.`;
  }
}
