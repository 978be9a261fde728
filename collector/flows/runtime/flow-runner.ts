import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { createGuard } from '../../../platform/outbound/guard.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { OutboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import type {
  EntryBatch,
  EntryOutcome,
  EntrySink,
  StreamEntries,
} from '../../model/entry-batch.ts';
import type { OutputQueueStatus } from '../delivery/log-spec-status.ts';
import type { FlowProgram, RuntimeOutput } from './flow-program.ts';
import type { LineSpool } from './line-spool.ts';
import { OutputQueue, type SharedRoom } from './output-queue.ts';
import { RunningFlow } from './running-flow.ts';
import type { StampedLine } from './stamp-event.ts';
import { createWriter, type WriterOptions } from './writers/create-writer.ts';

export interface FlowRunnerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly outboundMetrics: OutboundMetrics;
  /** What waits from one run to the next. */
  readonly spool: LineSpool;
  /** Told of how outputs do, when that has changed. */
  readonly onStatus: (queues: ReadonlyMap<string, OutputQueueStatus>) => void;
}

interface Running {
  readonly output: RuntimeOutput;
  readonly queue: OutputQueue;
}

const TICK_MS = 500;
/** So many full queues may one owner have in memory, however many outputs it writes. */
const FULL_QUEUES = 4;
const STOP_MS = 3_000;
/** Longest time in which nobody else has a turn, and how many lines are taken before it is looked at. */
const TURN_MS = 8;
const PART_LINES = 200;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 65_536;

/**
 * Carries out flows on what the embedded store has taken: the lines of each place go through its flows
 * into the queues of their outputs. The store is never held up: a queue that is full drops, and counts.
 */
export class FlowRunner {
  readonly #options: FlowRunnerOptions;
  #flows: readonly RunningFlow[] = [];
  #outputs = new Map<string, Running>();
  readonly #rooms = new Map<string, SharedRoom>();
  /** They are as the configuration says, which does not change while we run. */
  #waysOut: WriterOptions | null = null;
  #close: () => void = () => undefined;
  #timer: Timer | null = null;
  #lastStatus = '';

  constructor(options: FlowRunnerOptions) {
    this.#options = options;
  }

  /** From now on this is carried out. Outputs that did not change keep what waits for them. */
  use(program: FlowProgram): void {
    const before = this.#outputs;
    const { tenantAllow, fileFolder } = program;
    const isFirst = this.#waysOut === null;
    this.#waysOut ??= this.#openWaysOut(tenantAllow, fileFolder);
    this.#flushAll(Number.POSITIVE_INFINITY);
    this.#outputs = new Map();
    for (const output of program.outputs) {
      const known = before.get(output.id);
      if (known && isSame(known.output, output)) this.#outputs.set(output.id, known);
      else this.#open(output, program, this.#waysOut);
    }
    for (const [id, { queue }] of before) {
      const next = this.#outputs.get(id)?.queue;
      if (next === queue) continue;
      void queue.close(AbortSignal.abort()).then((left) => {
        for (const line of left) next?.add(line);
      });
    }
    this.#flows = program.flows.flatMap((flow) => {
      try {
        return [new RunningFlow(flow)];
      } catch (thrown) {
        this.#options.logger.error({ err: asError(thrown), flow: flow.id }, 'a flow cannot be run');
        return [];
      }
    });
    if (this.#timer === null && this.#outputs.size > 0) this.#schedule();
    if (isFirst) void this.#restore();
  }

  /** The sink of a store whose lines go through flows once they are stored. */
  behind(store: string, sink: EntrySink): EntrySink {
    return {
      append: async (batch) => {
        const outcome = await sink.append(batch);
        if (this.#flows.length > 0) await this.#carry(store, batch, outcome);
        return outcome;
      },
    };
  }

  queues(): ReadonlyMap<string, OutputQueueStatus> {
    return new Map([...this.#outputs].map(([id, { queue }]) => [id, queue.status()]));
  }

  /** Sends what it can in a moment; what is left waits for the next run. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#flushAll(Number.POSITIVE_INFINITY);
    const signal = AbortSignal.timeout(STOP_MS);
    const left = await Promise.all(
      [...this.#outputs].map(async ([output, { queue }]) =>
        (await queue.close(signal)).map((line) => ({ output, line })),
      ),
    );
    this.#close();
    const { spool, logger } = this.#options;
    try {
      const lost = await spool.keep(left.flat());
      if (lost > 0) logger.warn({ lines: lost }, 'lines for outputs of flows had no room');
    } catch (thrown) {
      logger.error({ err: asError(thrown) }, 'lines for outputs of flows could not be kept');
    }
  }

  async #restore(): Promise<void> {
    try {
      for (const { output, line } of await this.#options.spool.take()) {
        this.#outputs.get(output)?.queue.add(line);
      }
    } catch (thrown) {
      this.#options.logger.error({ err: asError(thrown) }, 'lines that waited could not be read');
    }
  }

  /** Who hands lines in waits for it, so that it does not pile up; others have their turn in between. */
  async #carry(store: string, batch: EntryBatch, { refused }: EntryOutcome): Promise<void> {
    const { clock, logger } = this.#options;
    const nowMs = clock.nowMs();
    const skipped = new Set(refused.map(({ stream, entry }) => `${stream}/${entry}`));
    let restedMs = clock.monotonicMs();
    for (const flow of this.#flows) {
      for (const [index, stream] of batch.entries()) {
        const isTaken = (entry: number) => skipped.size === 0 || !skipped.has(`${index}/${entry}`);
        for (const part of partsOf(stream)) {
          try {
            const taken = (entry: number) => isTaken(entry + part.from);
            this.#hand(flow, flow.take(store, part.stream, taken, nowMs));
          } catch (thrown) {
            logger.error({ err: asError(thrown) }, 'lines could not go through a flow');
          }
          if (clock.monotonicMs() - restedMs < TURN_MS) continue;
          await rest();
          restedMs = clock.monotonicMs();
        }
      }
    }
  }

  #flushAll(nowMs: number): void {
    for (const flow of this.#flows) this.#hand(flow, flow.flush(nowMs));
  }

  #hand({ outputs }: RunningFlow, lines: readonly StampedLine[]): void {
    for (const id of outputs) {
      const queue = this.#outputs.get(id)?.queue;
      for (const line of lines) queue?.add(line);
    }
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(TICK_MS, () => {
      this.#flushAll(this.#options.clock.nowMs());
      for (const { queue } of this.#outputs.values()) queue.tick();
      this.#tell();
      this.#schedule();
    });
  }

  #tell(): void {
    const queues = this.queues();
    const text = JSON.stringify([...queues]);
    if (text === this.#lastStatus) return;
    this.#lastStatus = text;
    this.#options.onStatus(queues);
  }

  #open(output: RuntimeOutput, program: FlowProgram, writers: WriterOptions): void {
    const { clock, random, logger } = this.#options;
    const { buffer } = output.fields.settings;
    try {
      const queue = new OutputQueue({
        writer: createWriter(output, writers),
        maxBytes: program.queueBytes,
        shared: this.#roomOf(output.owner, program.queueBytes),
        dropsOldest: buffer?.overflow_action === 'drop_oldest_chunk',
        clock,
        random,
      });
      this.#outputs.set(output.id, { output, queue });
    } catch (thrown) {
      logger.error({ err: asError(thrown), output: output.id }, 'an output cannot be written');
    }
  }

  #roomOf(owner: string, queueBytes: number): SharedRoom {
    const known = this.#rooms.get(owner) ?? { used: 0, maxBytes: FULL_QUEUES * queueBytes };
    this.#rooms.set(owner, known);
    return known;
  }

  #openWaysOut(tenantAllow: readonly string[], fileFolder: string): WriterOptions {
    const { clock, outboundMetrics: metrics } = this.#options;
    const shared = { timeoutMs: REQUEST_TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, clock, metrics };
    const ofTenants = { policy: 'tenant', allow: tenantAllow } as const;
    const ofAdministrators = { policy: 'administrator' } as const;
    const tenant = createOutbound({ ...shared, ...ofTenants });
    const administrator = createOutbound({ ...shared, ...ofAdministrators });
    this.#close = () => {
      tenant.close();
      administrator.close();
    };
    return {
      tenant: { outbound: tenant, guard: createGuard(ofTenants) },
      administrator: { outbound: administrator, guard: createGuard(ofAdministrators) },
      fileFolder,
      clock,
      timeoutMs: REQUEST_TIMEOUT_MS,
    };
  }
}

interface StreamPart {
  readonly stream: StreamEntries;
  readonly from: number;
}

function partsOf(stream: StreamEntries): readonly StreamPart[] {
  const { labels, entries } = stream;
  if (entries.length <= PART_LINES) return [{ stream, from: 0 }];
  const parts: StreamPart[] = [];
  for (let from = 0; from < entries.length; from += PART_LINES) {
    parts.push({ stream: { labels, entries: entries.slice(from, from + PART_LINES) }, from });
  }
  return parts;
}

function isSame(a: RuntimeOutput, b: RuntimeOutput): boolean {
  const isLabelled = JSON.stringify(a.tenancyLabels) === JSON.stringify(b.tenancyLabels);
  return a.revision === b.revision && isLabelled;
}

function rest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
