// The row above the canvas: what can be done to the whole, and whether it is kept.
import { act, createAfter, type Hands } from "./commands";
import { Icon, type IconName } from "./Icon";
import type { Meaning } from "./keys";
import { useDesk, useView } from "./view";
import { count } from "./words";

export function Bar({ hands, zoom }: { hands: Hands; zoom: (by: 1 | -1) => void }) {
  const desk = useDesk();
  const undo = useView((view) => view.undo);
  const redo = useView((view) => view.redo);
  const readOnly = useView((view) => view.readOnly);
  const problems = useView((view) => view.problems.filter((problem) => !problem.note).length);
  const { isOutline, direction } = hands;
  const button = (icon: IconName, title: string, run: () => void, isOff = false, also: Record<string, string> = {}) => (
    <button type="button" className="button button--quiet button--icon button--small" title={title} aria-label={title} aria-disabled={isOff || undefined} onClick={() => !isOff && run()} {...also}><Icon name={icon} /></button>
  );
  const means = (meaning: Meaning["do"]) => () => void act(desk, { do: meaning } as Meaning, hands);

  return (
    <div className="flow-bar" role="toolbar" aria-label="The flow">
      {!readOnly && <button type="button" className="button button--small" data-add="" onClick={() => createAfter(desk, desk.view.focus, { selector: "[data-add]" })}><Icon name="plus" />Add</button>}
      {!readOnly && (
        <span className="flow-bar__group">
          {button("undo", undo === null ? "Nothing to undo" : `Undo: ${undo} (Ctrl Z)`, () => desk.undo(), undo === null)}
          {button("redo", redo === null ? "Nothing to redo" : `Redo: ${redo} (Ctrl Shift Z)`, () => desk.redo(), redo === null)}
        </span>
      )}
      {!isOutline && (
        <span className="flow-bar__group">
          {button("zoomOut", "Zoom out", () => zoom(-1))}
          {button("zoomIn", "Zoom in", () => zoom(1))}
          {button("fit", "Show all (f)", means("fit"))}
          {!readOnly && direction === "right" && button("tidy", "Tidy up (t)", means("tidy"))}
        </span>
      )}
      <span className="flow-bar__group">
        {button("search", "Find a step (/)", means("find"), false, { "data-find": "" })}
        {button("keyboard", "Keys (?)", means("help"))}
      </span>
      <Kept />
      <span className="flow-bar__end">
        {problems > 0 && <a className="flow-bar__problems" href="#flow-problems" onClick={(event) => { event.preventDefault(); document.getElementById("flow-problems")?.querySelector("button")?.focus(); }}><Icon name="warning" />{count(problems, "problem")}</a>}
        <span className="ways flow-bar__views" role="group" aria-label="View">
          {(["canvas", "outline"] as const).map((name) => (
            <button key={name} type="button" className="flow-bar__view" aria-pressed={(name === "outline") === isOutline} onClick={() => (name === "outline") !== isOutline && hands.turnView()}><Icon name={name} size={14} />{name === "canvas" ? "Canvas" : "Outline"}</button>
          ))}
        </span>
      </span>
    </div>
  );
}

function Kept() {
  const desk = useDesk();
  const sending = useView((view) => view.sending);
  const readOnly = useView((view) => view.readOnly);
  const isDirty = useView((view) => view.state.isDirty);
  if (readOnly) return <span className="flow-bar__kept">For reading only</span>;
  switch (sending.is) {
    case "kept": return <span className="flow-bar__kept">{isDirty ? "All changes kept in your draft" : "No changes"}</span>;
    case "saving": return <span className="flow-bar__kept">Saving…</span>;
    case "offline": return <span className="flow-bar__kept flow-bar__kept--waiting"><Icon name="warning" size={14} />Offline: {count(sending.count, "change is", "changes are")} kept in this browser <button type="button" className="flow-link" onClick={desk.retry}>Try now</button></span>;
    case "refused": return (
      <span className="flow-bar__kept flow-bar__kept--bad"><Icon name="warning" size={14} /><span>Not taken: {sending.why}</span>
        <button type="button" className="flow-link" onClick={desk.retry}>Try again</button><button type="button" className="flow-link" onClick={() => void desk.letGo()}>Let {count(sending.count, "change")} go</button></span>
    );
  }
}
