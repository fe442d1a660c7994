// What can be added: dragged onto the canvas or an edge, or by a click after the step that has the focus.
import { type DragEvent, useMemo } from "react";
import { kindsOf } from "./choices";
import { takeUp } from "./dropping";
import { create, spotAfter, whyNot } from "./edits";
import { Icon, type IconName } from "./Icon";
import { startId } from "./types";
import { useDesk, useView } from "./view";
import { checkComesLater } from "./words";

export function Palette() {
  const desk = useDesk();
  const graph = useView((view) => view.graph);
  const focus = useView((view) => view.focus);
  const environments = useView((view) => view.state.environments);
  const kinds = useMemo(() => kindsOf(graph, environments), [graph, environments]);
  const stages = kinds.filter((kind) => kind.icon === "stage");
  const used = new Set(graph.nodes.map((node) => node.environment));
  const spot = spotAfter(focus);

  const row = ({ key, title, words, icon, isProduction, made }: (typeof kinds)[number]) => {
    const why = made === null ? checkComesLater : whyNot(graph, made, spot);
    const isOff = made === null;
    const start = (event: DragEvent) => (made ? takeUp(event, made) : event.preventDefault());
    const isAgain = used.has(key);
    return (
      <li key={key}>
        <button type="button" className={`flow-palette__item${isProduction ? " flow-palette__item--production" : ""}`} draggable={!isOff} aria-disabled={isOff || undefined} onDragStart={start}
          title={isOff ? words : `${title}: drag it onto the canvas or onto an edge, or click to add it after ${focus === startId ? "the start" : focus}${why ? `. ${why}` : ""}`}
          onClick={() => (made ? desk.do(create(desk.graph, made, spotAfter(desk.view.focus))) : desk.say(words))}>
          <Icon name={icon as IconName} /><span className="flow-palette__title">{title}</span>
          {(isOff || isAgain) && <small className="flow-palette__words">{isOff ? words : "in the flow"}</small>}
        </button>
      </li>
    );
  };

  return (
    <section className="flow-palette" aria-label="What can be added">
      <h2>Steps</h2>
      <ul>{kinds.filter((kind) => kind.icon !== "stage").map(row)}</ul>
      <h2>Environments</h2>
      {stages.length > 0 ? <ul>{stages.map(row)}</ul> : <p className="quiet">You see no environment.</p>}
    </section>
  );
}
