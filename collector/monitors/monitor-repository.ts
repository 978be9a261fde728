import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import { type HistoryKind, type HistoryLine, historyLine } from '../../platform/tenancy/history.ts';
import type { Monitor, MonitorContent } from './monitor.ts';
import { parseMonitorBody } from './monitor-body.ts';
import { MonitorSql, monitorOf } from './monitor-sql.ts';

export type MonitorChange = HistoryLine<MonitorContent>;

/** What a change of a monitor brings along. */
export interface MonitorAmendment {
  readonly author: Author;
  readonly atMs: number;
  readonly preconditions: readonly Statement[];
}

/**
 * Monitors in the state, and all of them in memory (one takes about 2 KB). Memory follows each
 * committed change before the promise of the change resolves. One process writes.
 */
export class MonitorRepository {
  readonly #state: State;
  readonly sql: MonitorSql;
  readonly #monitors: Map<string, Monitor>;
  readonly #listeners = new Set<() => void>();

  private constructor(state: State, sql: MonitorSql, monitors: readonly Monitor[]) {
    this.#state = state;
    this.sql = sql;
    this.#monitors = new Map(monitors.map((monitor) => [monitor.id, monitor]));
  }

  /** Reads all. Rejects as `StateReader` does, and when a stored monitor cannot be read. */
  static async open(state: State): Promise<MonitorRepository> {
    const sql = new MonitorSql(state.dialect);
    const rows = await state.all(sql.all());
    return new MonitorRepository(state, sql, rows.map(monitorOf));
  }

  /** Calls after each committed change. */
  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  get(id: string): Monitor | undefined {
    return this.#monitors.get(id);
  }

  /** Oldest first. */
  all(): readonly Monitor[] {
    return [...this.#monitors.values()];
  }

  /** Newest first. */
  ofOwner(owner: string): readonly Monitor[] {
    const own = this.all().filter((monitor) => monitor.owner === owner);
    return own.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The monitor that was created with this key, as it is now. */
  async createdWith(owner: string, creationKey: string): Promise<Monitor | undefined> {
    const row = await this.#state.first(this.sql.idOfCreation(owner, creationKey));
    return row && this.#monitors.get(row.id);
  }

  /** History of one monitor, deleted ones too, newest first. */
  async changes(monitorId: string): Promise<readonly MonitorChange[]> {
    const rows = await this.#state.all(this.sql.changes(monitorId));
    return rows.map((row) => historyLine(row, parseMonitorBody));
  }

  /** Outcome `conflict` at `monitor.insert`: the name is taken, or the key was used. */
  async create(
    monitor: Monitor,
    creationKey: string | null,
    amendment: MonitorAmendment,
  ): Promise<BatchOutcome> {
    const outcome = await this.#commit('monitors.create', monitor, 'created', amendment, [
      this.sql.insert(monitor, creationKey),
    ]);
    if (outcome.kind === 'committed') this.#changed(() => this.#monitors.set(monitor.id, monitor));
    return outcome;
  }

  /** Outcome `rejected` at `monitor.replace`: the stored revision is not the one before. */
  async replace(monitor: Monitor, amendment: MonitorAmendment): Promise<BatchOutcome> {
    const outcome = await this.#commit('monitors.replace', monitor, 'updated', amendment, [
      this.sql.replace(monitor),
    ]);
    const known = this.#monitors.get(monitor.id);
    const isNewer = known === undefined || known.revision < monitor.revision;
    if (outcome.kind === 'committed' && isNewer) {
      this.#changed(() => this.#monitors.set(monitor.id, monitor));
    }
    return outcome;
  }

  /** Outcome `rejected` at `monitor.delete`: the stored revision is another one, or it is gone. */
  async remove(monitor: Monitor, amendment: MonitorAmendment): Promise<BatchOutcome> {
    const outcome = await this.#commit('monitors.remove', monitor, 'deleted', amendment, [
      this.sql.delete(monitor),
    ]);
    if (outcome.kind === 'committed') this.#changed(() => this.#monitors.delete(monitor.id));
    return outcome;
  }

  #changed(change: () => unknown): void {
    change();
    for (const listener of this.#listeners) listener();
  }

  #commit(
    name: string,
    monitor: Monitor,
    kind: HistoryKind,
    { author, atMs, preconditions }: MonitorAmendment,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const change = this.sql.change(monitor, kind, author, atMs);
    return this.#state.commit({ name, statements: [...preconditions, ...statements, change] });
  }
}
