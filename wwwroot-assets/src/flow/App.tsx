// The island: bar, palette, canvas or outline, problems.
import { ReactFlowProvider, useOnViewportChange, useReactFlow } from "@xyflow/react";
import { type ClipboardEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Bar } from "./Bar";
import { Canvas } from "./Canvas";
import { Chooser } from "./Chooser";
import { act, copy, type Hands, pasted, removeWith } from "./commands";
import type { Desk } from "./desk";
import { Help } from "./Help";
import { meaningOf } from "./keys";
import { type Direction, type Places, placesOf, size } from "./layout";
import { startId } from "./types";
import { NoticeLine } from "./NoticeLine";
import { Outline } from "./Outline";
import { Palette } from "./Palette";
import { Problems } from "./Problems";
import { Guard } from "./Guard";
import { DeskContext, useView } from "./view";

const narrow = 640;
const readable = 0.75;
const margin = 32;
const waitsForPageKey = 1_200; // as in shell/keys.ts
const moving = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? {} : { duration: 140 });

export const App = ({ desk, host }: { desk: Desk; host: HTMLElement }) => (
  <DeskContext value={desk}><Guard desk={desk}><ReactFlowProvider><Island desk={desk} host={host} /></ReactFlowProvider></Guard></DeskContext>
);

function Island({ desk, host }: { desk: Desk; host: HTMLElement }) {
  const root = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const isNarrow = useNarrow(host);
  const [chosen, setChosen] = useState<"canvas" | "outline" | null>(null);
  const direction: Direction = isNarrow ? "down" : "right";
  const isOutline = (chosen ?? (isNarrow ? "outline" : "canvas")) === "outline";
  const state = useView((view) => view.state);
  const readOnly = useView((view) => view.readOnly);
  const isEmpty = useView((view) => view.graph.nodes.length === 0 && view.state.graph !== null);
  const environments = useMemo(() => new Map(state.environments.map((environment) => [environment.name, environment])), [state.environments]);

  const hands = useMemo((): Hands => ({
    direction, isOutline,
    fit: () => requestAnimationFrame(() => void flow.fitView({ padding: 0.08, maxZoom: 1, minZoom: 0.25, ...moving() })),
    turnView: () => { setChosen(isOutline ? "canvas" : "outline"); desk.focusOn(desk.view.focus); },
  }), [direction, isOutline, flow, desk]);

  // A long flow is not made so small that nobody can read it: then one sees where one is in it, at first where it starts.
  const begin = useCallback(() => requestAnimationFrame(() => {
    const places = placesOf(desk.graph, direction);
    const pane = root.current?.querySelector(".react-flow");
    if (!pane || zoomOfAll(pane, places) >= readable) return hands.fit();
    const place = places.get(desk.view.focus) ?? places.get(startId)!;
    const left = Math.min(...[...places.values()].map(({ x }) => x));
    const x = Math.min(margin - left * readable, pane.clientWidth / 2 - (place.x + size.width / 2) * readable);
    void flow.setViewport({ x, y: pane.clientHeight / 2 - (place.y + size.height / 2) * readable, zoom: readable });
  }), [flow, desk, direction, hands]);
  const centre = useCallback((id: string, zoom: number) => {
    const place = placesOf(desk.graph, direction).get(id);
    if (place) void flow.setCenter(place.x + size.width / 2, place.y + size.height / 2, { zoom, ...moving() });
  }, [flow, desk, direction]);
  const pageKeyUntil = useRef(0);
  const wasAllSeen = useRef(true);
  useOnViewportChange({ onEnd: () => {
    const pane = root.current?.querySelector(".react-flow");
    if (pane) wasAllSeen.current = isAllSeen(flow, pane, placesOf(desk.graph, direction));
  } });
  // Out of sight, or no longer all of it in sight: all of it is shown where that can still be read, else the step in the middle.
  const show = useCallback((id: string) => {
    const places = placesOf(desk.graph, direction);
    const pane = root.current?.querySelector(".react-flow");
    const place = places.get(id);
    const isOutgrown = wasAllSeen.current && pane && !isAllSeen(flow, pane, places);
    if (pane && place && (isOutgrown || !isSeen(flow, pane, place))) {
      if (zoomOfAll(pane, places) >= readable) hands.fit();
      else if (!isSeen(flow, pane, place)) centre(id, Math.max(flow.getZoom(), readable));
    }
    focusWhenThere(root.current, id);
  }, [flow, desk, direction, hands, centre]);
  useEffect(() => { desk.show = (id, when) => void ((when === "always" || root.current?.contains(document.activeElement)) && requestAnimationFrame(() => show(id))); }, [desk, show]);
  const found = useCallback((id: string) => {
    desk.focusOn(id, false);
    desk.select([id]);
    centre(id, Math.max(flow.getZoom(), readable));
    focusWhenThere(root.current, id);
  }, [desk, flow, centre]);

  // Laid out the other way, everything lies elsewhere.
  useEffect(() => { begin(); }, [direction, isOutline]);

  // g and a letter go to a page, wherever the focus is.
  function isForThePage(event: KeyboardEvent): boolean {
    const isSecond = performance.now() < pageKeyUntil.current;
    pageKeyUntil.current = event.key === "g" && !event.ctrlKey && !event.metaKey && !event.altKey ? performance.now() + waitsForPageKey : 0;
    return isSecond;
  }

  function pressed(event: KeyboardEvent) {
    if (isTyping(event.target as HTMLElement) || isOnControl(event) || isForThePage(event)) return;
    const meaning = meaningOf(event);
    if (meaning && act(desk, meaning, hands)) event.preventDefault();
  }

  return (
    <div ref={root} className={`flow${isNarrow ? " flow--narrow" : ""}${readOnly ? " flow--reading" : ""}`} tabIndex={-1} onKeyDown={pressed} {...useClipboard(desk)}>
      <Bar hands={hands} zoom={(by) => void (by > 0 ? flow.zoomIn(moving()) : flow.zoomOut(moving()))} />
      <div className="flow-body">
        {!readOnly && !isNarrow && <Palette />}
        <div className="flow-view">
          {state.graph === null && <p className="flow-unread">The text cannot be read as a flow. Mend it in the YAML view; the problems say where.</p>}
          {isEmpty && !readOnly && !isOutline && <p className="flow-hint">Drag an environment or a step here, or press <kbd>n</kbd>.</p>}
          {isOutline ? <Outline environments={environments} /> : <Canvas direction={direction} environments={environments} />}
          <NoticeLine />
        </div>
      </div>
      <Problems />
      <Chooser environments={environments} show={found} />
      <Help />
    </div>
  );
}

function useClipboard(desk: Desk) {
  const take = (event: ClipboardEvent, isCut: boolean) => {
    if (isTyping(event.target as HTMLElement) || String(getSelection()) !== "") return;
    const text = copy(desk);
    if (!text) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    if (isCut) removeWith(desk, "reconnect");
  };
  const put = (event: ClipboardEvent) => {
    if (isTyping(event.target as HTMLElement)) return;
    event.preventDefault();
    pasted(desk, event.clipboardData.getData("text/plain"));
  };
  return { onCopy: (event: ClipboardEvent) => take(event, false), onCut: (event: ClipboardEvent) => take(event, true), onPaste: put };
}

function useNarrow(host: HTMLElement): boolean {
  const [isNarrow, setNarrow] = useState(host.clientWidth > 0 && host.clientWidth < narrow);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setNarrow(entry!.contentRect.width < narrow));
    watch.observe(host);
    return () => watch.disconnect();
  }, [host]);
  return isNarrow;
}

function zoomOfAll(pane: Element, places: Places): number {
  const all = [...places.values()];
  const [xs, ys] = [all.map((place) => place.x), all.map((place) => place.y)];
  return Math.min(pane.clientWidth / (Math.max(...xs) - Math.min(...xs) + size.width), pane.clientHeight / (Math.max(...ys) - Math.min(...ys) + size.height)) / 1.16;
}

// A drawer may lie over the right of the canvas: what it hides is not seen.
function isSeen(flow: ReturnType<typeof useReactFlow>, pane: Element, place: { x: number; y: number }): boolean {
  const { left, top, right, bottom } = pane.getBoundingClientRect();
  const drawer = document.querySelector(".drawer")?.getBoundingClientRect();
  const edge = drawer && drawer.left > left ? Math.min(right, drawer.left) : right;
  const from = flow.flowToScreenPosition(place);
  const to = flow.flowToScreenPosition({ x: place.x + size.width, y: place.y + size.height });
  return from.x >= left && from.y >= top && to.x <= edge && to.y <= bottom;
}

const isAllSeen = (flow: ReturnType<typeof useReactFlow>, pane: Element, places: Places): boolean => [...places.values()].every((place) => isSeen(flow, pane, place));

// A new step is drawn a frame or two after it was made.
function focusWhenThere(root: HTMLElement | null, id: string, tries = 6) {
  const step = root?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`);
  if (step) return step.focus({ preventScroll: step.closest(".react-flow") !== null });
  if (tries > 0) requestAnimationFrame(() => focusWhenThere(root, id, tries - 1));
}

const isTyping = (target: HTMLElement): boolean => target.isContentEditable || target.matches("input, textarea, select");
// Enter and Space on a button are the button's own.
const isOnControl = (event: KeyboardEvent): boolean => (event.key === "Enter" || event.key === " ") && (event.target as HTMLElement).closest("button, a") !== null;
