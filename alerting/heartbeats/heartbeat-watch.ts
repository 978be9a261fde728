import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import { printDurationMs } from '../../platform/model/duration.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Incident } from '../incidents/incident.ts';
import { ownOver } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { AlertPipeline } from '../pipeline.ts';
import { type Heartbeat, isOverdue } from './heartbeat.ts';
import type { HeartbeatBook } from './heartbeat-book.ts';
import {
  HEARTBEAT_SOURCE,
  heartbeatKey,
  heartbeatStopped,
  heartbeatSubject,
} from './heartbeat-incident.ts';

export interface HeartbeatWatchParts {
  readonly book: HeartbeatBook;
  readonly pipeline: Pick<AlertPipeline, 'observe' | 'openFrom'>;
  readonly state: State;
  readonly directory: () => Directory;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

const EVERY_MS = 5_000;
/** A run that comes so late tells that this process stood still, and heard nothing meanwhile. */
const STANDSTILL_MS = 60_000;

/**
 * Raises an incident when a heartbeat stops, and ends it when it is back. Time in which this process
 * was not there to hear it does not count: after a start each has its whole time again.
 */
export class HeartbeatWatch {
  readonly loop: RunningLoop;
  readonly #parts: HeartbeatWatchParts;
  #readySinceMs = 0;
  #judgedAtMs: number | null = null;
  /** Ids of those whose incident is open. */
  #stopped: ReadonlySet<string> = new Set();

  constructor(parts: HeartbeatWatchParts) {
    this.#parts = parts;
    const { clock, logger, random, book } = parts;
    const run = async () => {
      await this.judge();
      return EVERY_MS;
    };
    this.loop = createRunningLoop({ name: 'heartbeats', run, clock, logger, random });
    book.onBeat((id) => {
      if (this.#stopped.has(id)) this.loop.wake();
    });
  }

  /** Whether its incident is open. */
  isStopped(id: string): boolean {
    return this.#stopped.has(id);
  }

  /** Judges all once. Rejects as `AlertPipeline.observe` does; the next time tries again. */
  async judge(): Promise<void> {
    const { clock, pipeline, book, state } = this.#parts;
    const nowMs = clock.nowMs();
    const isStart = this.#judgedAtMs === null || nowMs - this.#judgedAtMs > STANDSTILL_MS;
    if (isStart) this.#readySinceMs = nowMs;
    this.#judgedAtMs = nowMs;
    const statements = book.unwritten();
    if (statements.length > 0) await state.commit({ name: 'heartbeats.beats', statements });
    let work = this.#work(nowMs);
    if (work.length > 0) {
      // Another process may have heard it.
      await book.refresh(state);
      work = this.#work(nowMs);
      await pipeline.observe(work);
    }
    if (work.length > 0 || isStart) this.#noteStopped();
  }

  #work(nowMs: number): readonly IncidentWork[] {
    const { pipeline, book } = this.#parts;
    const open = new Map(pipeline.openFrom(HEARTBEAT_SOURCE).map((one) => [one.key, one]));
    const work = [...book.all()].flatMap((heartbeat) => {
      const key = heartbeatKey(heartbeat);
      const incident = open.get(key);
      open.delete(key);
      return this.#judge(heartbeat, incident, nowMs);
    });
    const removed = [...open.values()].map((one) => ownOver(one, 'heartbeat_removed', nowMs));
    return [...work, ...removed];
  }

  #noteStopped(): void {
    const { pipeline, book } = this.#parts;
    const stopped = new Set(pipeline.openFrom(HEARTBEAT_SOURCE).map(({ key }) => key));
    const ids = [...book.all()].filter((heartbeat) => stopped.has(heartbeatKey(heartbeat)));
    this.#stopped = new Set(ids.map(({ id }) => id));
  }

  #judge(
    heartbeat: Heartbeat,
    incident: Incident | undefined,
    nowMs: number,
  ): readonly IncidentWork[] {
    const { book, directory, ladderOf } = this.#parts;
    const subject = heartbeatSubject(heartbeat, directory());
    if (!heartbeat.content.enabled || subject === null) {
      return incident === undefined ? [] : [ownOver(incident, 'heartbeat_removed', nowMs)];
    }
    const lastAtMs = book.lastAtMs(heartbeat.id);
    if (incident !== undefined) {
      const isBack = lastAtMs !== null && lastAtMs >= incident.startedAtMs;
      return isBack ? [ownOver(incident, 'recovered', nowMs)] : [];
    }
    if (!isOverdue(heartbeat, lastAtMs, this.#readySinceMs, nowMs)) return [];
    const language = directory().tenants.get(heartbeat.owner)?.language ?? 'en';
    const summary = WORDS[language](printDurationMs(heartbeat.content.everyMs));
    const ladder = ladderOf(heartbeat.owner);
    return [heartbeatStopped(subject, heartbeat, summary, { ladder, nowMs })];
  }
}

const WORDS = {
  en: (every: string) => `No sign of life: expected every ${every}`,
  zh: (every: string) => `心跳中断：应每 ${every} 收到一次`,
} as const;
