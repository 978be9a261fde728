import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { GroupRunner } from '../group-runner.ts';
import type { RuledGroup } from '../ruled-group.ts';
import type { Ruler } from '../ruler.ts';
import { reportOf } from './group-report.ts';
import { POLL_MS, SHARE_LEASE_MS, type ShareAnswer, type SharePoll } from './share-messages.ts';

export interface RulerMemberParts {
  readonly ruler: Ruler;
  /** Of this process. */
  readonly member: string;
  /** Puts a poll to the owner. Rejects when there is none, or it says no. */
  readonly poll: (poll: SharePoll, signal: AbortSignal) => Promise<ShareAnswer>;
  /** Before each poll: brings what is known of clusters up to date. */
  readonly catchUp: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Everything goes on elsewhere. */
const MOVING = { isElsewhere: () => true };

/** Evaluates the groups that the owner of the database gives to this process, while it is in touch with it. */
export class RulerMember implements Service {
  readonly name = 'ruler';
  readonly #parts: RulerMemberParts;
  readonly #abort = new AbortController();
  /** Evaluations of runners that this owner has heard of. */
  #told = new WeakMap<GroupRunner, number>();
  #clusters: ReadonlySet<string> = new Set();
  #tag: string | null = null;
  #answeredMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #lapse: Timer | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: RulerMemberParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await this.#parts.ruler.start();
    this.#plan(0);
  }

  /** Lets what is being evaluated end. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#end();
    await this.#running;
    await this.#parts.ruler.drain(signal);
  }

  async stop(): Promise<void> {
    this.#end();
    await this.#running;
    await this.#parts.ruler.stop();
  }

  #end(): void {
    this.#abort.abort(new Error('this process is no member any more'));
    this.#timer?.cancel();
    this.#lapse?.cancel();
  }

  #plan(delayMs: number): void {
    if (this.#abort.signal.aborted) return;
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#running = this.#ask().finally(() => this.#plan(POLL_MS));
    });
  }

  async #ask(): Promise<void> {
    const { clock, logger, member, poll, catchUp } = this.#parts;
    const beganMs = clock.monotonicMs();
    try {
      await catchUp();
      const news = this.#news();
      const told = news.map((runner) => [runner, evaluatedAt(runner)] as const);
      const asked = { member, tag: this.#tag, reports: news.map(reportOf) };
      const { tag, clusters } = await poll(asked, this.#abort.signal);
      if (ownerOf(tag) !== ownerOf(this.#tag)) this.#told = new WeakMap();
      for (const [runner, atMs] of told) this.#told.set(runner, atMs);
      this.#answeredMs = beganMs;
      this.#watch();
      this.#tag = tag;
      if (clusters !== null) this.#take(clusters);
    } catch (err) {
      if (this.#abort.signal.aborted) return;
      logger.debug({ err }, 'the owner of the database gives no rule groups now');
    }
  }

  /** Who is not in touch with the owner evaluates nothing: another one does by then. */
  #watch(): void {
    const { clock, logger } = this.#parts;
    this.#lapse?.cancel();
    const leftMs = this.#answeredMs + SHARE_LEASE_MS - clock.monotonicMs();
    this.#lapse = clock.after(Math.max(0, leftMs), () => {
      if (this.#clusters.size > 0) logger.info({}, 'rule groups given back: no owner is heard');
      this.#tag = null;
      this.#take(new Map());
    });
  }

  #take(clusters: ReadonlyMap<string, readonly RuledGroup[]>): void {
    const { ruler } = this.#parts;
    for (const cluster of this.#clusters) {
      if (!clusters.has(cluster)) ruler.assign(cluster, [], MOVING);
    }
    for (const [cluster, groups] of clusters) ruler.assign(cluster, groups, MOVING);
    this.#clusters = new Set(clusters.keys());
  }

  #news(): readonly GroupRunner[] {
    return [...this.#clusters]
      .flatMap((cluster) => this.#parts.ruler.runners(cluster))
      .filter((runner) => evaluatedAt(runner) !== (this.#told.get(runner) ?? 0));
  }
}

function evaluatedAt({ lastEvaluationAtMs }: GroupRunner): number {
  return lastEvaluationAtMs ?? 0;
}

/** A new owner has heard nothing yet. */
function ownerOf(tag: string | null): string {
  return tag?.split('/', 1)[0] ?? '';
}
