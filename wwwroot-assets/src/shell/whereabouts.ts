// The place of an element below <main>, such as "1/0/2", and back. The page that goes live is the same one, made of other elements.
export interface Branch { children: ArrayLike<Branch>; parentElement: Branch | null }

export function placeOf(element: Branch, root: Branch): string | null {
  const steps: number[] = [];
  for (let at = element; at !== root; at = at.parentElement!) {
    if (!at.parentElement) return null;
    steps.unshift(Array.prototype.indexOf.call(at.parentElement.children, at));
  }
  return steps.join("/");
}

export function elementAt<T extends Branch>(place: string, root: T): T | null {
  let at: Branch | undefined = root;
  for (const step of place === "" ? [] : place.split("/")) at = at?.children[Number(step)];
  return (at as T | undefined) ?? null;
}
