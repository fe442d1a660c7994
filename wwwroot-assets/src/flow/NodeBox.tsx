// A step and the start, as they stand on the canvas.
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo, type MouseEvent } from "react";
import type { BoxData, StartData } from "./boxes";
import { createAfter } from "./commands";
import { Icon, type IconName } from "./Icon";
import { RenameField } from "./RenameField";
import { own, startId } from "./types";
import { useDesk, useView } from "./view";
import { failWords, gateWords, kindWords } from "./words";

export const StepBox = memo(function StepBox({ data, selected }: NodeProps<Node<BoxData, "step">>) {
  const { node, change } = data;
  const isBad = data.problems.some((problem) => !problem.note);
  const classes = ["flow-node", `flow-node--${node.kind}`, data.isProduction && "flow-node--production", isBad && "flow-node--bad", change && `flow-node--${change}`, selected && "flow-node--selected"];
  const tip = [data.title, node.words, ...data.changes.map((field) => `Changed: ${field}`)].filter((part) => part !== "").join("\n");
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      {data.gates.length > 0 && <p className="flow-node__gates" title={data.gates.map((gate) => `${gate.what}: ${gate.words} (${gate.from})`).join("\n")}><Icon name="gate" size={12} /><span>{gateWords(data.gates)}</span></p>}
      <Ends direction={data.direction} isOpen={!data.readOnly} />
      <Body id={node.id} data={data} tip={tip} isPressed={selected} isGone={change === "removed"}>
        <span className="flow-node__icon"><Icon name={node.kind} /></span>
        <span className="flow-node__title">{data.title}</span>
        <Marks data={data} />
        <span className="flow-node__words">{line(data)}</span>
      </Body>
      <Renaming id={node.id} />
      {data.problems.length > 0 && <p className={isBad ? "flow-node__problems" : "flow-node__problems flow-node__problems--note"} title={data.problems.map((problem) => `${problem.what} ${problem.help}`).join("\n")}><Icon name={isBad ? "warning" : "info"} size={12} />{data.problems.length}</p>}
      {!data.readOnly && <Plus id={node.id} isLast={data.isLast} />}
    </div>
  );
});

export const StartBox = memo(function StartBox({ data, selected }: NodeProps<Node<StartData, "start">>) {
  const classes = ["flow-node flow-node--start", data.isProduction && "flow-node--production", data.changes.length > 0 && "flow-node--changed", selected && "flow-node--selected"];
  const tip = [data.title, data.words, ...data.changes.map((field) => `Changed: ${field}`)].join("\n");
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      <Handle type="source" position={data.direction === "right" ? Position.Right : Position.Bottom} isConnectable={!data.readOnly} />
      <Body id={startId} data={data} tip={tip} isPressed={selected} isGone={false}>
        <span className="flow-node__icon"><Icon name="start" /></span>
        <span className="flow-node__title">{data.title}</span>
        <span className="flow-node__words">{data.words}</span>
      </Body>
      {!data.readOnly && <Plus id={startId} isLast={data.isLast} />}
    </div>
  );
});

interface BodyProps { id: string; data: { label: string }; tip: string; isPressed: boolean; isGone: boolean; children: React.ReactNode }

function line({ title, node: { id, kind, words } }: BoxData) {
  if (title === id) return words === "" ? kindWords[kind] : words;
  return <><code>{id}</code>{words !== "" && ` · ${words}`}</>;
}

// The one stop of the keyboard is where the focus was last: a flow of two hundred steps is left with one Tab.
function Body({ id, data, tip, isPressed, isGone, children }: BodyProps) {
  const desk = useDesk();
  const hasFocus = useView((view) => view.focus === id);
  const focused = () => desk.focusOn(id, false);
  if (isGone) return <div className="flow-node__body" role="img" aria-label={data.label} title={tip}>{children}</div>;
  return <div className="flow-node__body" role="button" tabIndex={hasFocus ? 0 : -1} data-step={id} aria-pressed={isPressed} title={tip} onFocus={focused}><span className="sr-only">{data.label}</span><span className="flow-node__seen" aria-hidden="true">{children}</span></div>;
}

const Renaming = ({ id }: { id: string }) => (useView((view) => view.renaming === id) ? <RenameField id={id} /> : null);

function Marks({ data: { node } }: { data: BoxData }) {
  if (node.when === null && node.ifFails === "halt") return null;
  return (
    <span className="flow-node__marks">
      {node.when !== null && <Mark icon="when" tip={`Only when ${node.when}`} />}
      {node.ifFails !== "halt" && <Mark icon="fails" tip={`If it fails, ${own(failWords, node.ifFails) ?? node.ifFails}`} />}
    </span>
  );
}

const Mark = ({ icon, tip }: { icon: IconName; tip: string }) => <span title={tip}><Icon name={icon} size={12} /></span>;

function Ends({ direction, isOpen }: { direction: "right" | "down"; isOpen: boolean }) {
  const [to, from] = direction === "right" ? [Position.Left, Position.Right] : [Position.Top, Position.Bottom];
  return <><Handle type="target" position={to} isConnectable={isOpen} /><Handle type="source" position={from} isConnectable={isOpen} /></>;
}

function Plus({ id, isLast }: { id: string; isLast: boolean }) {
  const desk = useDesk();
  const add = (event: MouseEvent) => {
    event.stopPropagation();
    desk.focusOn(id, false);
    createAfter(desk, id);
  };
  const name = id === startId ? "the start" : id;
  return <button type="button" className={`flow-node__plus nodrag nopan${isLast ? " flow-node__plus--last" : ""}`} tabIndex={-1} title={`Add after ${name} (n)`} aria-label={`Add after ${name}`} onClick={add}><Icon name="plus" size={12} /></button>;
}
