import { type Kysely, sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State, StateReader } from '../../platform/state/state.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { Incident } from './incident.ts';
import { incidentOf } from './incident-row.ts';
import { type RecentEnd, recentEndOf } from './incident-state.ts';
import { LATE_FIRING_MS } from './level-state.ts';

// Statuses are spelled out in the queries so that SQLite takes the partial indexes.

/** Keys read back at once. */
const REPAIR_CHUNK = 500;

/** Who is told how the open incidents change. */
export interface OpenIncidentsListener {
  /** Each new state of an incident, also that it is over. */
  put(incident: Incident): void;
  /** The key is no longer known to be open. */
  gone(key: string): void;
}

/**
 * The open incidents, in memory: every decision is made on them without reading the database, and
 * at once seen by the next one, before it is committed. A batch that does not commit makes its keys
 * doubtful; they are read back before they are decided on again. Batches decided on the doubtful
 * state are turned down by the revision guard, so nothing wrong is ever stored, also when another
 * process (PostgreSQL) changes the same incident.
 */
export class OpenIncidents {
  readonly #reader: StateReader;
  readonly #builder: Kysely<NotifyTables>;
  readonly #open = new Map<string, Incident>();
  readonly #ofOwner = new Map<string, Map<string, Incident>>();
  readonly #ended = new Map<string, RecentEnd>();
  readonly #doubtful = new Set<string>();
  readonly #writing = new Map<string, Promise<unknown>>();
  readonly #listeners: OpenIncidentsListener[] = [];

  constructor(state: State) {
    this.#reader = state;
    this.#builder = builderFor<NotifyTables>(state.dialect);
  }

  /** Reads what was open when the process ended, and what ended shortly before. */
  async load(nowMs: number): Promise<void> {
    const query = this.#builder.selectFrom('incidents').selectAll();
    const open = await this.#reader.all(query.where(sql<boolean>`status = 'firing'`).compile());
    const ended = await this.#reader.all(
      query
        .where(sql<boolean>`status = 'resolved'`)
        .where('resolved_at_ms', '>=', nowMs - 2 * LATE_FIRING_MS)
        .compile(),
    );
    for (const row of ended) this.put(incidentOf(row), Number(row.refreshed_at_ms));
    for (const row of open) this.put(incidentOf(row), nowMs);
  }

  get(key: string): Incident | undefined {
    return this.#open.get(key);
  }

  recentEnd(key: string): RecentEnd | undefined {
    return this.#ended.get(key);
  }

  get size(): number {
    return this.#open.size;
  }

  /** From now on the listener is told of each state that is taken over, and of keys that are dropped. */
  watch(listener: OpenIncidentsListener): void {
    this.#listeners.push(listener);
  }

  all(): Iterable<Incident> {
    return this.#open.values();
  }

  /** Those of one tenant, or of `_platform`. */
  ofOwner(owner: string): Iterable<Incident> {
    return this.#ofOwner.get(owner)?.values() ?? [];
  }

  /** How many one tenant, or `_platform`, has. */
  countOf(owner: string): number {
    return this.#ofOwner.get(owner)?.size ?? 0;
  }

  /** Takes over a state that was decided on. */
  put(incident: Incident, nowMs: number): void {
    for (const listener of this.#listeners) listener.put(incident);
    if (incident.status === 'firing') {
      this.#set(incident);
      return;
    }
    if (this.#open.get(incident.key)?.id === incident.id) this.#delete(incident.key);
    this.#ended.delete(incident.key);
    this.#ended.set(incident.key, recentEndOf(incident, nowMs));
    this.#dropOldEnds(nowMs);
  }

  /**
   * The states of these keys are being written until the promise settles; it never rejects. Writes
   * of one process are applied in order, so the latest stands for all before it.
   */
  writing(keys: readonly string[], done: Promise<unknown>): void {
    for (const key of keys) this.#writing.set(key, done);
    void done.then(() => {
      for (const key of keys) {
        if (this.#writing.get(key) === done) this.#writing.delete(key);
      }
    });
  }

  /**
   * Waits until what is in memory for the keys is stored, or known not to be.
   * @returns those that are doubtful now.
   */
  async settled(keys: readonly string[]): Promise<readonly string[]> {
    const pending = new Set(keys.flatMap((key) => this.#writing.get(key) ?? []));
    if (pending.size > 0) await Promise.all(pending);
    return this.#doubtfulOf(keys);
  }

  /** What was decided for these keys may not have been stored. */
  doubt(keys: Iterable<string>): void {
    for (const key of keys) this.#doubtful.add(key);
  }

  /** Reads back those of the keys that are doubtful; afterwards none of them is. */
  async repair(keys: readonly string[]): Promise<void> {
    for (let wrong = this.#doubtfulOf(keys); wrong.length > 0; wrong = this.#doubtfulOf(keys)) {
      const chunk = wrong.slice(0, REPAIR_CHUNK);
      // No longer doubtful from here on: a failure while we read makes it so again.
      for (const key of chunk) this.#doubtful.delete(key);
      await this.#readBack(chunk);
    }
  }

  async #readBack(keys: readonly string[]): Promise<void> {
    const query = this.#builder
      .selectFrom('incidents')
      .selectAll()
      .where(sql<boolean>`status = 'firing'`)
      .where('incident_key', 'in', [...keys]);
    try {
      const rows = await this.#reader.all(query.compile());
      for (const key of keys) this.#forget(key);
      for (const row of rows) this.#found(incidentOf(row));
    } catch (thrown) {
      this.doubt(keys);
      throw thrown;
    }
  }

  #forget(key: string): void {
    this.#delete(key);
    for (const listener of this.#listeners) listener.gone(key);
  }

  #found(incident: Incident): void {
    this.#set(incident);
    for (const listener of this.#listeners) listener.put(incident);
  }

  #set(incident: Incident): void {
    const { owner, key } = incident;
    this.#open.set(key, incident);
    const known = this.#ofOwner.get(owner);
    if (known) known.set(key, incident);
    else this.#ofOwner.set(owner, new Map([[key, incident]]));
  }

  #delete(key: string): void {
    const known = this.#open.get(key);
    if (known === undefined) return;
    this.#open.delete(key);
    const mates = this.#ofOwner.get(known.owner);
    mates?.delete(key);
    if (mates?.size === 0) this.#ofOwner.delete(known.owner);
  }

  #doubtfulOf(keys: readonly string[]): readonly string[] {
    if (this.#doubtful.size === 0) return [];
    return keys.filter((key) => this.#doubtful.has(key));
  }

  #dropOldEnds(nowMs: number): void {
    for (const [key, end] of this.#ended) {
      if (nowMs - end.heardAtMs < LATE_FIRING_MS) return;
      this.#ended.delete(key);
    }
  }
}
