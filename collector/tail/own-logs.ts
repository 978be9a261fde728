import { StringDecoder } from 'node:string_decoder';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { withDetectedLevel } from '../logs/detect-level.ts';
import type { EntrySink, LogEntry, StreamEntries } from '../model/entry-batch.ts';

/** Where a logger writes its lines. */
export interface LineDestination {
  write(line: string): void;
}

export interface OwnLogsOptions {
  /** Gets every line at once, as it is. */
  readonly through: LineDestination;
  readonly clock: Clock;
  /** Lines that wait for the store; more are let go, and counted (10,000). */
  readonly maxWaiting?: number;
}

const OWN: Labels = new Map([['job', 'tocsin']]);
const SEND_MS = 1_000;
const RETRY_MS = 10_000;
const MAX_WAITING = 10_000;
const MAX_LINE_BYTES = 65_536;
const NS_PER_MS = 1_000_000n;

/**
 * The service's own log as a stream. Lines wait here, in a bounded number, until the sink is there and
 * takes them; logging never waits. Nothing here writes to the log: what goes wrong with storing it is
 * told by a line in the stream, once it works again.
 *
 * @example
 * const ownLogs = new OwnLogs({ through: process.stdout, clock });
 * const logger = createLogger({ level, destination: ownLogs });
 * ownLogs.connect(sink, new Map([['namespace', 'default']]));
 */
export class OwnLogs implements Service, LineDestination {
  readonly name = 'own-logs';
  readonly #through: LineDestination;
  #labels: Labels = OWN;
  readonly #clock: Clock;
  readonly #maxWaiting: number;
  #waiting: LogEntry[] = [];
  #sink: EntrySink | null = null;
  #timer: Timer | null = null;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #lastNs = 0n;
  #dropped = 0;
  /** Of them, those that a line in the stream tells of. */
  #toldDropped = 0;
  #isStopped = false;

  constructor(options: OwnLogsOptions) {
    this.#through = options.through;
    this.#clock = options.clock;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
  }

  /** Lines that were let go since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    this.#through.write(line);
    if (this.#isStopped) return;
    if (this.#waiting.length >= this.#maxWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(this.#entryOf(cut(line.trimEnd())));
    this.#plan(SEND_MS);
  }

  /**
   * Gives the lines somewhere to go, or somewhere else; what came before goes first.
   * @param labels those of tenancy; `job="tocsin"` is added
   */
  connect(sink: EntrySink, labels: Labels): void {
    this.#sink = sink;
    this.#labels = labelsFrom([...labels, ...OWN]);
    if (this.#waiting.length > 0) this.#plan(SEND_MS);
  }

  async start(): Promise<void> {
    this.#isStopped = false;
  }

  /** Sends what waits, as far as it is taken. */
  async drain(): Promise<void> {
    await this.#sending;
    await this.#send();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#sending;
    this.#sink = null;
  }

  #plan(delayMs: number): void {
    if (this.#timer !== null || this.#sink === null || this.#isStopped) return;
    this.#timer = this.#clock.after(delayMs, () => {
      this.#timer = null;
      // One that is under way plans the next one itself.
      if (!this.#isSending) this.#sending = this.#send();
    });
  }

  async #send(): Promise<void> {
    const sink = this.#sink;
    const entries = this.#waiting;
    if (sink === null || entries.length === 0) return;
    this.#waiting = [];
    this.#isSending = true;
    const dropped = this.#dropped;
    const isTaken = await isTakenBy(sink, { labels: this.#labels, entries });
    this.#isSending = false;
    if (!isTaken) this.#takeBack(entries);
    else if (this.#toldDropped < dropped) this.#tellDropped(dropped);
    if (this.#waiting.length > 0) this.#plan(isTaken ? SEND_MS : RETRY_MS);
  }

  /** Those that came first stay. */
  #takeBack(entries: readonly LogEntry[]): void {
    const all = [...entries, ...this.#waiting];
    this.#waiting = all.slice(0, this.#maxWaiting);
    this.#dropped += all.length - this.#waiting.length;
  }

  #tellDropped(dropped: number): void {
    const lines = dropped - this.#toldDropped;
    this.#toldDropped = dropped;
    const line = { level: 'warn', lines, msg: 'lines of the own log were not stored' };
    this.#waiting.push(this.#entryOf(JSON.stringify(line)));
  }

  #entryOf(line: string): LogEntry {
    const nowNs = BigInt(Math.floor(this.#clock.nowMs())) * NS_PER_MS;
    this.#lastNs = nowNs > this.#lastNs ? nowNs : this.#lastNs + 1n;
    return { timeNs: this.#lastNs, line, metadata: withDetectedLevel(this.#labels, null, line) };
  }
}

/** Why it was not cannot be logged here: that would be the next line to be stored. */
async function isTakenBy(sink: EntrySink, entries: StreamEntries): Promise<boolean> {
  try {
    await sink.append([entries]);
    return true;
  } catch {
    return false;
  }
}

function cut(line: string): string {
  if (line.length * 3 <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  return new StringDecoder('utf8').write(Buffer.from(line).subarray(0, MAX_LINE_BYTES));
}
