// The same flow as a table, row after row in the order of the run: for reading aloud, for a narrow screen, for who likes lists.
import { type BoxData, dataOf, startTitle, startWords } from "./boxes";
import { Icon, type IconName } from "./Icon";
import { RenameField } from "./RenameField";
import { type Environment, startId } from "./types";
import { useDesk, useView } from "./view";
import { after, before, inOrder, nodeOf } from "./ways";
import { gateWords, kindWords } from "./words";

export function Outline({ environments }: { environments: Map<string, Environment> }) {
  const state = useView((view) => view.state);
  const graph = useView((view) => view.graph);
  const problems = useView((view) => view.problems);
  const readOnly = useView((view) => view.readOnly);
  const gone = state.diff?.removed ?? [];
  const drawn = { state, graph, problems, readOnly };
  return (
    <div className="flow-outline">
      <table className="table">
        <caption className="sr-only">Steps of {state.title ?? state.name} in the order of a run. The keys of the canvas work here too; question mark lists them.</caption>
        <thead><tr><th scope="col">Step</th><th scope="col">Kind</th><th scope="col">After</th><th scope="col">Before</th><th scope="col">Problems</th><th scope="col"><span className="sr-only">Actions</span></th></tr></thead>
        <tbody>
          {inOrder(graph).map((id) => (id === startId ? <StartRow key={id} environments={environments} /> : <StepRow key={id} data={dataOf(drawn, nodeOf(graph, id)!, environments, "right")} />))}
        </tbody>
      </table>
      {gone.length > 0 && <p className="flow-outline__empty">Removed: {gone.map((node) => node.id).join(", ")}</p>}
      {graph.nodes.length === 0 && <p className="flow-outline__empty">No step yet. <kbd>n</kbd> or <i>Add</i> makes the first one.</p>}
    </div>
  );
}

function StartRow({ environments }: { environments: Map<string, Environment> }) {
  const graph = useView((view) => view.graph);
  const title = startTitle(graph, environments);
  const words = startWords(graph);
  const first = after(graph, startId);
  return (
    <Row id={startId} label={`Start: ${title}, ${words}`} isProduction={false}>
      <th scope="row"><Stop id={startId} icon="start" title={title} words={words} /></th>
      <td data-label="Kind">start</td><td data-label="After" /><td data-label="Before">{first.length > 0 ? <Steps ids={first} /> : "nothing yet"}</td><td /><td />
    </Row>
  );
}

function StepRow({ data }: { data: BoxData }) {
  const desk = useDesk();
  const graph = useView((view) => view.graph);
  const isRenaming = useView((view) => view.renaming === data.node.id);
  const { node, problems, gates, change, changes } = data;
  const followers = after(graph, node.id);
  const asks = [gates.length > 0 ? `behind ${gateWords(gates)}` : "", node.when === null ? "" : `only when ${node.when}`].filter((part) => part !== "").join("; ");
  const news = change === "changed" ? `Changed: ${changes.join(", ")}` : change === "added" ? "Added" : "";
  return (
    <Row id={node.id} label={data.label} isProduction={data.isProduction}>
      <th scope="row">
        {isRenaming ? <RenameField id={node.id} /> : <Stop id={node.id} icon={node.kind} title={data.title} words={[data.title === node.id ? "" : node.id, node.words].filter((part) => part !== "").join(" · ")} />}
      </th>
      <td data-label="Kind">{kindWords[node.kind]}{asks !== "" && <small className="quiet"> {asks}</small>}{news !== "" && <small className="flow-outline__news"> {news}</small>}</td>
      <td data-label="After"><Steps ids={before(graph, node.id)} /></td>
      <td data-label="Before">{followers.length > 0 ? <Steps ids={followers} /> : <span className="quiet">last</span>}</td>
      <td data-label="Problems">{problems.length > 0 && <span className={problems.some((problem) => !problem.note) ? "flow-outline__problem" : "flow-outline__note"}><Icon name={problems.some((problem) => !problem.note) ? "warning" : "info"} size={14} />{problems.map((problem) => problem.what).join(" ")}</span>}</td>
      <td className="beside"><button type="button" className="button button--quiet button--icon button--small" data-more={node.id} aria-label={`Actions of ${node.id}`} title="Actions" onClick={() => { desk.focusOn(node.id, false); desk.askFor({ for: "actions", of: node.id, anchor: { selector: `[data-more="${CSS.escape(node.id)}"]` } }); }}><Icon name="more" /></button></td>
    </Row>
  );
}

function Row({ id, isProduction, children }: { id: string; label: string; isProduction: boolean; children: React.ReactNode }) {
  const isMarked = useView((view) => view.selected.includes(id));
  return <tr className={isProduction ? "flow-outline__production" : undefined} data-marked={isMarked || undefined}>{children}</tr>;
}

function Stop({ id, icon, title, words }: { id: string; icon: IconName; title: string; words: string }) {
  const desk = useDesk();
  const hasFocus = useView((view) => view.focus === id);
  const isMarked = useView((view) => view.selected.includes(id));
  return (
    <button type="button" className="flow-outline__step" data-step={id} tabIndex={hasFocus ? 0 : -1} aria-pressed={isMarked} onFocus={() => desk.focusOn(id, false)} onClick={() => { desk.focusOn(id, false); desk.select([id], true); }}>
      <Icon name={icon} /><span>{title}</span>{words !== "" && <small>{words}</small>}
    </button>
  );
}

const Steps = ({ ids }: { ids: string[] }) => <>{ids.map((id) => (id === startId ? "the start" : id)).join(", ")}</>;
