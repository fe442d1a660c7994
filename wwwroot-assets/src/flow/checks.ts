// What can be seen at once while somebody draws, in the words that the server uses. The server has the last word.
import type { Graph, Problem } from "./types";
import { circleOf, nodeOf } from "./ways";

export function problemsOf(graph: Graph): Problem[] {
  return [...flowProblems(graph), ...graph.nodes.flatMap((_, at) => nodeProblems(graph, at)), ...circleProblem(graph)];
}

/** While steps are on their way: what is seen here, and of the server's what is not for this page to judge. */
export function problemsMeanwhile(now: Graph, told: Graph | null, server: Problem[]): Problem[] {
  const judgedHere = new Set(told ? problemsOf(told).map((problem) => problem.what) : []);
  const others = server.filter((problem) => !judgedHere.has(problem.what) && (problem.node === null || nodeOf(now, problem.node)));
  return [...problemsOf(now), ...others];
}

function flowProblems(graph: Graph): Problem[] {
  if (graph.nodes.some((node) => node.kind === "stage")) return [];
  return [problem(null, null, "The flow has no stage.", "Add a node with stage: and an environment.")];
}

function nodeProblems(graph: Graph, at: number): Problem[] {
  const node = graph.nodes[at]!;
  const { id } = node;
  const found: Problem[] = [];
  if (graph.nodes.findIndex((other) => other.id === id) < at) found.push(problem(id, "id", `The id '${id}' stands on a node before.`, "Give each node an id of its own."));
  for (const missing of node.dependsOn.filter((other) => !nodeOf(graph, other))) {
    found.push(problem(id, "dependsOn", `The node '${id}' depends on '${missing}', which is not there.`, "Name the id of another node."));
  }
  if (node.environment !== null && node.environment === graph.start.environment) found.push(problem(id, "stage", `The node '${id}' promotes into the environment that the flow starts from.`, "Name another environment."));
  const isAfterOneStage = node.dependsOn.length === 1 && nodeOf(graph, node.dependsOn[0]!)?.kind === "stage";
  if (node.kind === "soak" && !isAfterOneStage) found.push(problem(id, "dependsOn", `The soak '${id}' does not depend on exactly one stage.`, "A soak watches one environment: let it depend on its stage alone."));
  return found;
}

function circleProblem(graph: Graph): Problem[] {
  const circle = circleOf(graph);
  return circle ? [problem(circle[0]!, "dependsOn", `The nodes wait for one another in a circle: ${circle.join(" → ")} → ${circle[0]}.`, "Remove one of these dependencies.")] : [];
}

const problem = (node: string | null, field: string | null, what: string, help: string): Problem => ({ node, field, line: 0, column: 0, what, help });
