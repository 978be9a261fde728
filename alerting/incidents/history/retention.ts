import type { Clock } from '../../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { State } from '../../../platform/state/state.ts';
import type { IncidentsTable } from '../../tables-notify.ts';
import { incidentOf } from '../incident-row.ts';
import { WordIndex } from '../search/word-index.ts';
import type { IncidentArchive } from './archive-file.ts';
import { RetentionSql } from './retention-sql.ts';

export interface RetentionOptions {
  readonly state: State;
  /** How long an incident is kept after its end; 0: for ever. */
  readonly keepMs: number;
  /** A new archive; null: what is old is deleted without one. */
  readonly openArchive: (() => IncidentArchive) | null;
}

/** Incidents deleted in one batch. */
const AT_ONCE = 50;
/** Incidents of one pass, and of one archive. */
const MAX_OF_PASS = 5_000;
const EVENTS_AT_ONCE = 1_000;
const DELIVERIES_AT_ONCE = 200;

/**
 * Takes away incidents that have been over for long, with all that belongs to them: first into an
 * archive that is on disk, then out of the state, a few at a time. Open ones stay whatever their age.
 */
export class IncidentRetention {
  readonly #options: RetentionOptions;
  readonly #sql: RetentionSql;
  readonly #words: WordIndex;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#sql = new RetentionSql(options.state.dialect);
    this.#words = new WordIndex(options.state);
  }

  /** One pass. @returns how many incidents are gone, and whether more are old */
  async pass(
    nowMs: number,
    signal: AbortSignal,
  ): Promise<{ readonly gone: number; readonly isMore: boolean }> {
    const { keepMs, openArchive, state } = this.#options;
    if (keepMs === 0) return { gone: 0, isMore: false };
    const archive = openArchive?.() ?? null;
    let gone = 0;
    try {
      while (gone < MAX_OF_PASS && !signal.aborted) {
        const rows = await state.all(this.#sql.over(nowMs - keepMs, AT_ONCE));
        if (rows.length === 0) break;
        for (const row of rows) await this.#archive(row, archive);
        await archive?.settle();
        await this.#delete(rows);
        gone += rows.length;
      }
    } finally {
      await archive?.close();
    }
    if (gone > 0) await state.commit({ name: 'incident.sweep', statements: this.#sql.sweep() });
    return { gone, isMore: gone >= MAX_OF_PASS };
  }

  async #archive(row: IncidentsTable, archive: IncidentArchive | null): Promise<void> {
    if (!archive) return;
    const { state } = this.#options;
    const { labels, annotations, levels, key: _key, ...incident } = incidentOf(row);
    await archive.add({
      kind: 'incident',
      ...incident,
      labels: labelsToObject(labels),
      annotations: labelsToObject(annotations),
      levels: [...levels.values()],
    });
    for (let after = 0; ; ) {
      const events = await state.all(this.#sql.events(row.id, after, EVENTS_AT_ONCE));
      for (const event of events)
        await archive.add({ ...event, eventKind: event.kind, kind: 'event' });
      after = Number(events.at(-1)?.position ?? 0);
      if (events.length < EVENTS_AT_ONCE) break;
    }
    await this.#archiveDeliveries(row.id, archive);
    await this.#archiveTold(row.id, archive);
  }

  /** Messages about several are archived with the first; each says which of them it was in. */
  async #archiveTold(incidentId: string, archive: IncidentArchive): Promise<void> {
    const { state } = this.#options;
    for (let after = ''; ; ) {
      const rows = await state.all(this.#sql.told(incidentId, after, DELIVERIES_AT_ONCE));
      for (const row of rows) await archive.add({ kind: 'delivery_incident', ...row });
      const last = rows.at(-1);
      if (!last || rows.length < DELIVERIES_AT_ONCE) return;
      after = last.delivery_id;
    }
  }

  async #archiveDeliveries(incidentId: string, archive: IncidentArchive): Promise<void> {
    const { state } = this.#options;
    for (let after = ''; ; ) {
      const rows = await state.all(this.#sql.deliveries(incidentId, after, DELIVERIES_AT_ONCE));
      const last = rows.at(-1);
      if (!last) return;
      const attempts = await state.all(this.#sql.attempts(rows.map(({ id }) => id)));
      for (const { payload: _payload, lease_id: _lease, ...delivery } of rows) {
        const own = attempts.filter((attempt) => attempt.delivery_id === delivery.id);
        await archive.add({ kind: 'delivery', ...delivery, attempts: own });
      }
      if (rows.length < DELIVERIES_AT_ONCE) return;
      after = last.id;
    }
  }

  async #delete(rows: readonly IncidentsTable[]): Promise<void> {
    const { state } = this.#options;
    for (const { id } of rows) await this.#thinOut(id);
    const forgotten = await this.#words.forgetting(
      rows.filter(({ indexed }) => Number(indexed) === 1).map(incidentOf),
    );
    const statements = [...forgotten, ...this.#sql.delete(rows.map(({ id }) => id))];
    const outcome = await state.commit({ name: 'incident.retire', statements });
    if (outcome.kind === 'committed') return;
    throw new Error(`old incidents were not deleted: turned down at ${outcome.statement}`);
  }

  /** Timelines of any length are deleted without holding up other writers. */
  async #thinOut(incidentId: string): Promise<void> {
    const { state } = this.#options;
    for (;;) {
      const events = await state.all(this.#sql.events(incidentId, 0, EVENTS_AT_ONCE));
      const last = events.at(-1);
      if (events.length < EVENTS_AT_ONCE || !last) return;
      const statements = [this.#sql.deleteEvents(incidentId, Number(last.position))];
      await state.commit({ name: 'incident.thin_out', statements });
    }
  }
}

const EVERY_MS = 3_600_000;
const AGAIN_MS = 1_000;
const FIRST_MS = 15 * 60_000;

/** The loop that takes old incidents away. */
export function retentionLoop(parts: {
  readonly retention: IncidentRetention;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}): RunningLoop {
  const { retention, clock, logger, random } = parts;
  return createRunningLoop({
    name: 'incident-retention',
    clock,
    logger,
    random,
    firstDelayMs: FIRST_MS,
    run: async (signal) => {
      const { gone, isMore } = await retention.pass(clock.nowMs(), signal);
      if (gone > 0) logger.info({ incidents: gone }, 'old incidents archived and deleted');
      return isMore ? AGAIN_MS : EVERY_MS;
    },
  });
}
