// A small list to type into: what to add, what to connect with, what to do, what to find. Enter takes the one that is marked.
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Offer, questionOf } from "./choices";
import { offered } from "./find";
import { Icon, type IconName } from "./Icon";
import type { Environment } from "./types";
import { type Anchor, type Ask, useDesk, useView } from "./view";

export function Chooser({ environments, show }: { environments: Map<string, Environment>; show: (id: string) => void }) {
  const ask = useView((view) => view.ask);
  return ask && <Open key={JSON.stringify(ask)} ask={ask} environments={environments} show={show} />;
}

function Open({ ask, environments, show }: { ask: Ask; environments: Map<string, Environment>; show: (id: string) => void }) {
  const desk = useDesk();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [isInstead, setInstead] = useState(false);
  const question = useMemo(() => questionOf(desk, ask, environments, show), [desk, ask, environments, show]);
  const offers = offered(question.offers, typed);
  const first = offers.findIndex((offer) => offer.why === null);
  const marked = Math.min(Math.max(at, first), offers.length - 1);

  function close(isFocusBack = true) {
    desk.put({ ask: null });
    if (isFocusBack) desk.focusOn(desk.view.focus);
  }

  function pick(offer: Offer | undefined, isOther: boolean) {
    if (!offer) return;
    if (offer.why !== null) return desk.say(offer.why);
    const before = desk.view.ask;
    offer.pick(isInstead !== isOther);
    if (desk.view.ask === before) close(ask.for !== "find");
  }

  function pressed(event: KeyboardEvent) {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key === "Enter") pick(offers[marked], event.shiftKey);
    else if (step) setAt(next(offers, marked, step));
    else return;
    event.preventDefault();
  }

  usePlace(box, ask.anchor, offers.length);
  useLeave(box, () => close(false));

  return (
    <div ref={box} className="flow-chooser" role="dialog" aria-label={question.title} tabIndex={-1} onKeyDown={pressed}>
      <label className="flow-chooser__title" htmlFor={`${id}t`}>{question.title}</label>
      <input id={`${id}t`} className="flow-chooser__typed" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls={`${id}l`} aria-activedescendant={offers[marked] ? `${id}${marked}` : undefined}
        autoComplete="off" spellCheck={false} placeholder="Type to filter" value={typed} onChange={(event) => { setTyped(event.target.value); setAt(0); }} />
      <ul id={`${id}l`} className="flow-chooser__list" role="listbox" aria-label={question.title}>
        {offers.map((offer, place) => <Row key={offer.key} id={`${id}${place}`} offer={offer} isMarked={place === marked} pick={(isOther) => pick(offer, isOther)} mark={() => setAt(place)} />)}
      </ul>
      {offers.length === 0 && <p className="flow-chooser__empty">{question.empty}</p>}
      {question.instead && <label className="flow-chooser__foot"><input type="checkbox" tabIndex={-1} checked={isInstead} onChange={(event) => setInstead(event.target.checked)} /><span>{question.instead}</span><kbd>Shift Enter</kbd></label>}
    </div>
  );
}

function Row({ id, offer, isMarked, pick, mark }: { id: string; offer: Offer; isMarked: boolean; pick: (isOther: boolean) => void; mark: () => void }) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => { if (isMarked) row.current?.scrollIntoView({ block: "nearest" }); }, [isMarked]);
  return (
    <li ref={row} id={id} role="option" aria-selected={isMarked} aria-disabled={offer.why !== null} className={offer.isProduction ? "flow-offer flow-offer--production" : "flow-offer"}
      onPointerMove={() => !isMarked && offer.why === null && mark()} onMouseDown={(event) => event.preventDefault()} onClick={(event) => pick(event.shiftKey)}>
      <Icon name={offer.icon as IconName} /><span className="flow-offer__title">{offer.title}</span><span className="flow-offer__words">{offer.why ?? offer.words}</span>
    </li>
  );
}

function next(offers: Offer[], from: number, step: number): number {
  for (let at = from + step; offers[at]; at += step) if (offers[at]!.why === null) return at;
  return from;
}

// Beside what it was opened for, inside the window; on a phone the style sheet makes it a sheet at the bottom.
function usePlace(box: React.RefObject<HTMLDivElement | null>, anchor: Anchor, count: number) {
  const first = useRef<{ left: number; top: number }>(null);
  useLayoutEffect(() => {
    const element = box.current!;
    const { width, height } = element.getBoundingClientRect();
    const by = boundsOf(anchor, element);
    const isRoom = by.bottom + 6 + height <= innerHeight - 8;
    first.current ??= { left: Math.max(8, Math.min(by.left, innerWidth - width - 8)), top: isRoom ? by.bottom + 6 : Math.max(8, Math.min(by.top - height - 6, innerHeight - height - 8)) };
    element.style.left = `${first.current.left}px`;
    element.style.top = `${first.current.top}px`;
    // A finger sees the list before a keyboard covers it.
    if (!element.contains(document.activeElement)) (matchMedia("(pointer: coarse)").matches ? element : element.querySelector("input"))?.focus({ preventScroll: true });
  }, [box, anchor, count]);
}

function boundsOf(anchor: Anchor, inside: Element): { left: number; top: number; bottom: number } {
  if ("x" in anchor) return { left: anchor.x, top: anchor.y, bottom: anchor.y };
  const root = inside.closest(".flow")!;
  const found = root.querySelector("step" in anchor ? `[data-step="${CSS.escape(anchor.step)}"]` : anchor.selector);
  return (found ?? root).getBoundingClientRect();
}

function useLeave(box: React.RefObject<HTMLDivElement | null>, leave: () => void) {
  const last = useRef(leave);
  last.current = leave;
  useEffect(() => {
    const pressed = (event: PointerEvent) => { if (!box.current?.contains(event.target as Node)) last.current(); };
    addEventListener("pointerdown", pressed, true);
    return () => removeEventListener("pointerdown", pressed, true);
  }, [box]);
}
