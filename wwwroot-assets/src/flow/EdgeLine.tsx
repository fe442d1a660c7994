// An edge, with a plus in its middle: what is added there comes between.
import { type Edge, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo, type MouseEvent } from "react";
import type { EdgeData } from "./boxes";
import { disconnect, spotBetween } from "./edits";
import { useDesk } from "./view";

export const EdgeLine = memo(function EdgeLine({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, selected }: EdgeProps<Edge<EdgeData, "flow">>) {
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const classes = ["flow-edge", selected && "flow-edge--selected", data?.change && `flow-edge--${data.change}`];
  return (
    <g className={classes.filter(Boolean).join(" ")}>
      <path d={path} className="flow-edge__reach" />
      <path d={path} className="flow-edge__line" markerEnd="url(#flow-arrow)" />
      {data && !data.readOnly && <Hands data={data} x={x} y={y} isSelected={selected === true} />}
    </g>
  );
});

function Hands({ data: { from, to, isFirst }, x, y, isSelected }: { data: EdgeData; x: number; y: number; isSelected: boolean }) {
  const desk = useDesk();
  const insert = (event: MouseEvent) => {
    event.stopPropagation();
    desk.askFor({ for: "create", spot: spotBetween(from, to), anchor: { x: event.clientX, y: event.clientY } });
  };
  const cut = (event: MouseEvent) => {
    event.stopPropagation();
    desk.do(disconnect(desk.graph, [[from, to]]));
  };
  const name = isFirst ? "the start" : from;
  return (
    <>
      <g className="flow-edge__hand nopan" transform={`translate(${x} ${y})`} onClick={insert}><title>{`Add between ${name} and ${to}`}</title><circle r={10} /><path d="M0-4.5v9M-4.5 0h9" /></g>
      {isSelected && !isFirst && <g className="flow-edge__hand flow-edge__hand--cut nopan" transform={`translate(${x + 24} ${y})`} onClick={cut}><title>{`Disconnect ${from} from ${to} (Delete)`}</title><circle r={10} /><path d="m-3.5-3.5 7 7M3.5-3.5l-7 7" /></g>}
    </>
  );
}

/** The head of the arrows, in the colour of each line. */
export const Arrow = () => (
  <svg className="flow-arrow" aria-hidden="true">
    <defs>
      <marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" /></marker>
    </defs>
  </svg>
);
