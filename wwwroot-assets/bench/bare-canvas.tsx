// React Flow as its manual begins: what another page shows, drawn with what it brings along.
import "@xyflow/react/dist/style.css";
import { type Edge, type Node, ReactFlow, useEdgesState, useNodesState, type Viewport } from "@xyflow/react";
import { createRoot } from "react-dom/client";

interface Drawing { nodes: Node[]; edges: Edge[]; viewport: Viewport; width: number; height: number }

function Bare({ drawing }: { drawing: Drawing }) {
  const [nodes, , onNodesChange] = useNodesState(drawing.nodes);
  const [edges, , onEdgesChange] = useEdgesState(drawing.edges);
  return <ReactFlow nodes={nodes} edges={edges} onNodesChange={onNodesChange} onEdgesChange={onEdgesChange} defaultViewport={drawing.viewport} minZoom={0.2} />;
}

declare global { interface Window { draw(drawing: Drawing): void } }

window.draw = (drawing) => {
  const root = document.getElementById("root")!;
  Object.assign(root.style, { width: `${drawing.width}px`, height: `${drawing.height}px` });
  createRoot(root).render(<Bare drawing={drawing} />);
};
