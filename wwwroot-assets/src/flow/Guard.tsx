// What cannot be drawn does not take away the ways to get rid of it.
import { Component, type ReactNode } from "react";
import type { Desk } from "./desk";

interface Props { desk: Desk; children: ReactNode }

export class Guard extends Component<Props, { why: string | null }> {
  override state = { why: null };

  static getDerivedStateFromError(problem: unknown) { return { why: problem instanceof Error ? problem.message : String(problem) }; }

  override render() {
    const { desk, children } = this.props;
    if (this.state.why === null) return children;
    const then = (run: () => void) => () => { run(); this.setState({ why: null }); };
    return (
      <div className="problem" role="alert">
        <div>The canvas cannot draw the flow as it is: {this.state.why} Form and YAML still show it, and nothing of your draft is lost.</div>
        <button type="button" className="button button--small" onClick={then(() => desk.undo())}>Undo the last change</button>
        <button type="button" className="button button--small" onClick={then(() => {})}>Try again</button>
      </div>
    );
  }
}
