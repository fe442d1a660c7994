// The drawing. React Flow owns every movement of the pointer; a gesture ends in one step or in none.
import { applyNodeChanges, Background, BackgroundVariant, type Connection, type FinalConnectionState, type NodeChange, ReactFlow, useKeyPress, useReactFlow } from "@xyflow/react";
import { type DragEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Box, boxesOf, type Drawn, edgesOf, type FlowEdge, keepSame } from "./boxes";
import { endsOf } from "./commands";
import { carried, lineUnder, type Target } from "./dropping";
import { connect, create, move, spotAfter, spotBetween } from "./edits";
import { Arrow, EdgeLine } from "./EdgeLine";
import { type Direction, size } from "./layout";
import { StartBox, StepBox } from "./NodeBox";
import { type Environment, own, type Point, startId } from "./types";
import { useDesk, useView } from "./view";
import { wouldCircle } from "./ways";

const nodeTypes = { step: StepBox, start: StartBox };
const edgeTypes = { flow: EdgeLine };
const grid: [number, number] = [4, 4];

export function Canvas({ direction, environments }: { direction: Direction; environments: Map<string, Environment> }) {
  const desk = useDesk();
  const drawn = useDrawn();
  const { state, readOnly } = drawn;
  const { nodes, changeNodes } = useNodes(drawn, direction, environments);
  const edges = useEdges(drawn);
  const { screenToFlowPosition } = useReactFlow();
  const isPanning = useKeyPress("Space"); // also where the hand lies on a step
  const line = useRef<Target | null>(null);

  const dropped = useCallback((moved: Box[]) => {
    const to = Object.fromEntries(moved.filter((box) => box.type === "step").map((box): [string, Point] => [box.id, [Math.round(box.position.x), Math.round(box.position.y)]]));
    const isMoved = nodesMoved(desk.graph.nodes, to);
    if (isMoved) desk.do(move(desk.graph, to));
  }, [desk]);

  const connected = useCallback(({ source, target }: Connection) => void desk.do(connect(desk.graph, source, target)), [desk]);
  const isValid = useCallback(({ source, target }: { source: string; target: string }) => target !== startId && !wouldCircle(desk.graph, source, target), [desk]);

  // Let go over nothing: what should stand there?
  const letGo = useCallback((event: globalThis.MouseEvent | TouchEvent, { isValid: isTaken, fromNode, toNode, fromHandle }: FinalConnectionState) => {
    if (isTaken || toNode || !fromNode || fromHandle?.type !== "source") return;
    const { clientX: x, clientY: y } = "changedTouches" in event ? event.changedTouches[0]! : event;
    const at = screenToFlowPosition({ x, y });
    desk.askFor({ for: "create", spot: spotAfter(fromNode.id), anchor: { x, y }, at: [Math.round(at.x), Math.round(at.y - size.height / 2)] });
  }, [desk, screenToFlowPosition]);

  const clicked = useCallback((event: MouseEvent, { id }: Box) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || id.startsWith("gone ")) return;
    desk.selectEdges([]);
    desk.select([id], true);
    desk.focusOn(id, false);
  }, [desk]);

  const lineClicked = useCallback((event: MouseEvent, { id }: FlowEdge) => {
    const marked = desk.view.edges;
    if (id.startsWith("gone ")) return;
    desk.select([], true);
    desk.selectEdges(event.ctrlKey || event.metaKey ? (marked.includes(id) ? marked.filter((other) => other !== id) : [...marked, id]) : [id]);
  }, [desk]);

  const cleared = useCallback(() => {
    desk.selectEdges([]);
    desk.select([], true);
  }, [desk]);

  const menu = useCallback((event: MouseEvent, { id }: Box) => {
    if (id === startId || id.startsWith("gone ")) return;
    event.preventDefault();
    desk.focusOn(id, false);
    desk.askFor({ for: "actions", of: id, anchor: { x: event.clientX, y: event.clientY } });
  }, [desk]);

  function over(event: DragEvent) {
    if (desk.view.readOnly || !carried(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    line.current = lineUnder(event.clientX, event.clientY, line.current);
  }

  function left(event: DragEvent<HTMLElement>) {
    if (!event.currentTarget.contains(event.relatedTarget as Element | null)) line.current = lineUnder(-1, -1, line.current);
  }

  function drop(event: DragEvent) {
    const made = carried(event);
    const target = line.current;
    line.current = lineUnder(-1, -1, target);
    if (!made) return;
    event.preventDefault();
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const point: Point = [Math.round(at.x - size.width / 2), Math.round(at.y - size.height / 2)];
    const spot = target?.edge ? spotBetween(...endsOf(target.edge)) : spotAfter(target?.node ?? startId);
    desk.do(create(desk.graph, made, spot, target ? undefined : point));
  }

  return (
    <div className="flow-canvas" role="application" aria-label={`Canvas of ${state.title ?? state.name}. Arrow keys follow the edges, question mark lists the keys.`} onDragOver={over} onDrop={drop} onDragLeave={left}>
      <Arrow />
      <ReactFlow<Box, FlowEdge>
        nodes={nodes} edges={edges} onNodesChange={changeNodes} nodeTypes={nodeTypes} edgeTypes={edgeTypes}
        onNodeDragStop={(_, __, moved) => dropped(moved)} onSelectionDragStop={(_, moved) => dropped(moved)} onConnect={connected} onConnectEnd={letGo} isValidConnection={isValid}
        onNodeClick={clicked} onNodeContextMenu={menu} onEdgeClick={lineClicked} onPaneClick={cleared}
        minZoom={0.2} maxZoom={1.75} snapToGrid snapGrid={grid} nodeDragThreshold={3} selectNodesOnDrag={false}
        panOnScroll zoomOnScroll={false} zoomOnDoubleClick={false} zoomActivationKeyCode={["Control", "Meta"]} panOnDrag={[0, 1]} panActivationKeyCode="Space" selectionKeyCode="Shift"
        nodesDraggable={direction === "right" && !readOnly && !isPanning} nodesConnectable={!readOnly} nodesFocusable={false} edgesFocusable={false} disableKeyboardA11y deleteKeyCode={null} elevateNodesOnSelect={false} autoPanOnNodeFocus={false} proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1} />
      </ReactFlow>
    </div>
  );
}

function useDrawn(): Drawn {
  const state = useView((view) => view.state);
  const graph = useView((view) => view.graph);
  const problems = useView((view) => view.problems);
  const readOnly = useView((view) => view.readOnly);
  return useMemo(() => ({ state, graph, problems, readOnly }), [state, graph, problems, readOnly]);
}

// While a node is dragged only React Flow's own list moves; what the steps say replaces it when they change.
function useNodes(view: Drawn, direction: Direction, environments: Map<string, Environment>) {
  const desk = useDesk();
  const old = useRef(new Map<string, { text: string; item: Box }>());
  const selected = useView((now) => now.selected);
  const boxes = useMemo(() => keepSame(boxesOf(view, direction, environments), old.current), [view, direction, environments]);
  const drawn = useCallback((before: Box[]) => {
    const [marked, known] = [new Set(selected), new Map(before.map((box) => [box.id, box]))];
    return boxes.map((box) => merged(box, known.get(box.id), marked.has(box.id)));
  }, [boxes, selected]);
  const [nodes, setNodes] = useState(() => drawn([]));
  const latest = useRef(nodes);
  useEffect(() => setNodes((latest.current = drawn(latest.current))), [drawn]);
  const changeNodes = useCallback((changes: NodeChange<Box>[]) => {
    setNodes((latest.current = applyNodeChanges(changes, latest.current)));
    if (!changes.some((change) => change.type === "select")) return;
    desk.selectEdges([]);
    desk.select(latest.current.filter((box) => box.selected).map((box) => box.id));
  }, [desk]);
  return { nodes, changeNodes };
}

function merged(box: Box, before: Box | undefined, isMarked: boolean): Box {
  const isSame = before !== undefined && before.data === box.data && before.position.x === box.position.x && before.position.y === box.position.y && (before.selected ?? false) === isMarked;
  return isSame ? before : ({ ...before, ...box, selected: isMarked } as Box);
}

// Edges are marked by a click alone: a box drawn around steps is about the steps.
function useEdges(view: Drawn): FlowEdge[] {
  const old = useRef(new Map<string, { text: string; item: FlowEdge }>());
  const marked = useView((now) => now.edges);
  const lines = useMemo(() => keepSame(edgesOf(view), old.current), [view]);
  return useMemo(() => lines.map((edge) => (marked.includes(edge.id) ? { ...edge, selected: true } : edge)), [lines, marked]);
}

const nodesMoved = (nodes: { id: string; at: Point | null }[], to: Record<string, Point>): boolean =>
  nodes.some(({ id, at }) => {
    const point = own(to, id);
    return point !== undefined && (at === null || at[0] !== point[0] || at[1] !== point[1]);
  });
