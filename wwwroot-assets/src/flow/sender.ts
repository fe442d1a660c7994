// Brings the steps to the server: in order, one request under way, what gathered meanwhile goes together. What is not acknowledged stays and is sent again.
import type { State, Step } from "./types";
import { dropUnsent, type Keep, keepUnsent } from "./unsent";

export type Sending =
  | { is: "kept" }
  | { is: "saving" }
  | { is: "offline"; count: number }
  | { is: "refused"; count: number; why: string };

/** The server understood and said no: sending the same again would not help. */
export class Refused extends Error {}

export interface Line {
  post(steps: Step[]): Promise<State>;
  answered(state: State, sent: Step[], left: Step[]): void;
  changed(sending: Sending): void;
  later(run: () => void, milliseconds: number): unknown;
  keep: Keep;
  key: string;
  base(): string;
}

const together = 50;
const firstWait = 1_000;
const longestWait = 30_000;

export class Sender {
  private pending: Step[];
  private isUnderWay = false;
  private isStopped = false;
  private wait = firstWait;
  private turn = 0; // a waiting retry counts only as long as nothing else has begun

  constructor(private readonly line: Line, unsent: Step[]) {
    this.pending = [...unsent];
  }

  get steps(): readonly Step[] { return this.pending; }

  send(step: Step): void {
    this.pending.push(step);
    keepUnsent(this.line.keep, this.line.key, this.line.base(), step);
    if (!this.isUnderWay && this.wait === firstWait) void this.run();
    else if (this.wait > firstWait) this.line.changed({ is: "offline", count: this.pending.length });
  }

  /** At once: the connection is back, the page was loaded, or somebody asked. */
  retry(): void {
    this.wait = firstWait;
    if (!this.isUnderWay && this.pending.length > 0) void this.run();
  }

  /** What was refused is let go; what the server has is then what counts. */
  letGo(): void {
    dropUnsent(this.line.keep, this.line.key, this.pending.map((step) => step.id));
    this.pending = [];
    this.line.changed({ is: "kept" });
  }

  /** Nothing is sent any more from here; what is unsent stays in the browser for the next page. */
  stop(): void {
    this.isStopped = true;
  }

  private async run() {
    this.isUnderWay = true;
    this.turn++;
    this.line.changed({ is: "saving" });
    while (this.pending.length > 0 && !this.isStopped) {
      const batch = this.pending.slice(0, together);
      let state: State;
      try {
        state = await this.line.post(batch);
      } catch (problem) {
        return this.failed(problem);
      }
      this.acknowledged(state, batch);
    }
    this.isUnderWay = false;
    if (!this.isStopped) this.line.changed({ is: "kept" });
  }

  private acknowledged(state: State, batch: Step[]) {
    this.wait = firstWait;
    const ids = new Set(batch.map((step) => step.id));
    this.pending = this.pending.filter((step) => !ids.has(step.id));
    dropUnsent(this.line.keep, this.line.key, ids);
    if (!this.isStopped) this.line.answered(state, batch, this.pending);
  }

  private failed(problem: unknown) {
    this.isUnderWay = false;
    if (this.isStopped) return;
    const count = this.pending.length;
    if (problem instanceof Refused) return this.line.changed({ is: "refused", count, why: problem.message });
    this.line.changed({ is: "offline", count });
    const turn = this.turn;
    this.line.later(() => turn === this.turn && !this.isUnderWay && !this.isStopped && void this.run(), this.wait);
    this.wait = Math.min(this.wait * 2, longestWait);
  }
}
