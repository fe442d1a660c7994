// What is wrong, each with the way to it.
import { Icon } from "./Icon";
import { startId } from "./types";
import { useDesk, useView } from "./view";

export function Problems() {
  const desk = useDesk();
  const problems = useView((view) => view.problems);
  if (problems.length === 0) return null;
  return (
    <section className="flow-problems" id="flow-problems" aria-label="Problems of the flow">
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <button type="button" className={problem.note ? "flow-problems__note" : undefined} onClick={() => desk.focusOn(problem.node ?? startId)}>
              <Icon name={problem.note ? "info" : "warning"} size={14} /><code>{problem.node ?? "flow"}</code><span>{problem.what} <span className="quiet">{problem.help}</span></span>
              {problem.line > 0 && <small className="quiet">line {problem.line}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
