import type { LogExpr } from '../../../queries/logql/ast.ts';
import type { ResultEntry } from '../../../queries/logql/evaluate/entry-selection.ts';
import { evaluateLogQuery } from '../../../queries/logql/evaluate/log-query.ts';
import type { QueryContext } from '../../../queries/logql/evaluate/query-context.ts';
import { followLines, printTailFrame } from '../../../queries/logql/lists/follow-lines.ts';

export interface TailOptions {
  readonly expr: LogExpr;
  readonly context: QueryContext;
  /** Lines from here on come first, the newest of them. Unix nanoseconds. */
  readonly startNs: bigint;
  readonly nowNs: bigint;
  readonly limit: number;
  readonly isCategorised: boolean;
  readonly send: (frame: Uint8Array) => void;
}

/** Lines that wait for a client that takes none. */
const MAX_WAITING = 10_000;

/** Largest frame, in lines. */
const FRAME_LINES = 1_000;

/** One live tail: what was there, then what arrives. */
export class EmbeddedTail {
  readonly #options: TailOptions;
  readonly #stop: () => void;
  #waiting: ResultEntry[] = [];
  #isOpen = true;
  #hasBegun = false;
  #isPlanned = false;

  /** @throws QueryFailure `bad_data` for templates and expressions that are none */
  constructor(options: TailOptions) {
    this.#options = options;
    const { expr, context } = options;
    const arrived = (entries: readonly ResultEntry[]) => this.#arrived(entries);
    this.#stop = followLines(expr, context.source, context.compileTemplate, arrived);
  }

  /** Sends the lines that are there already. @throws QueryFailure */
  async begin(): Promise<void> {
    const { expr, context, startNs, nowNs, limit } = this.#options;
    const ask = { startNs, endNs: nowNs, limit, direction: 'backward' } as const;
    const before = startNs < nowNs ? await evaluateLogQuery(expr, ask, context) : [];
    // What arrived since is after what was there; a line that both have is sent once.
    const known = new Set(before.map(entryKey));
    const since = this.#waiting.filter((entry) => !known.has(entryKey(entry)));
    this.#waiting = [...before.toReversed(), ...since];
    this.#hasBegun = true;
    this.#send();
  }

  flow(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#plan();
  }

  close(): void {
    this.#stop();
    this.#waiting = [];
    this.#isOpen = false;
  }

  #arrived(entries: readonly ResultEntry[]): void {
    this.#waiting.push(...entries);
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
    }
    this.#plan();
  }

  /** Lines that come together go together. */
  #plan(): void {
    if (this.#isPlanned || !this.#isOpen || !this.#hasBegun) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#send();
    });
  }

  #send(): void {
    const { isCategorised, send } = this.#options;
    while (this.#isOpen && this.#waiting.length > 0) {
      const frame = printTailFrame(this.#waiting.splice(0, FRAME_LINES), isCategorised);
      send(new TextEncoder().encode(frame));
    }
  }
}

function entryKey({ timeNs, line, stream }: ResultEntry): string {
  return `${timeNs} ${stream.key} ${line}`;
}
