// Another id, typed in place.
import { type KeyboardEvent, useState } from "react";
import { rename } from "./edits";
import { whyNotNamed } from "./names";
import { useDesk } from "./view";

export function RenameField({ id }: { id: string }) {
  const desk = useDesk();
  const [name, setName] = useState(id);
  const why = whyNotNamed(desk.graph, id, name);

  function leave() {
    desk.put({ renaming: null });
    desk.focusOn(id);
  }

  function pressed(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Tab") event.preventDefault(); // else the focus goes with the field
    if (event.key === "Escape" || event.key === "Tab") leave();
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (why) desk.say(why);
    else if (!desk.do(rename(desk.graph, id, name))) leave();
  }

  return (
    <span className="flow-rename nodrag nopan">
      <input autoFocus aria-label={`New id of ${id}`} aria-invalid={why !== null} value={name} maxLength={50} spellCheck={false} autoComplete="off" autoCapitalize="none"
        onChange={(event) => setName(event.target.value.toLowerCase().replace(/[\s_]+/g, "-"))} onFocus={(event) => event.target.select()} onKeyDown={pressed} onBlur={() => desk.put({ renaming: null })} />
      {why && <span className="flow-rename__why">{why}</span>}
    </span>
  );
}
