import type { BatchOutcome, State, Statement } from '../../../platform/state/state.ts';
import type { Author } from '../../../platform/tenancy/author.ts';
import { type HistoryLine, historyLine } from '../../../platform/tenancy/history.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { LogSpec, LogSpecContent, LogSpecKind } from '../log-spec.ts';
import { parseLogSpecBody } from './log-spec-body.ts';
import { LogSpecSql, logSpecOf } from './log-spec-sql.ts';

/** The content of a line is without secrets. */
export type LogSpecChange = HistoryLine<LogSpecContent>;

export interface LogSpecCreation {
  readonly author: Author;
  /** Equal keys of one owner create one; null for none. */
  readonly creationKey: string | null;
  /** Most of the owner, inclusive. */
  readonly limit: number;
}

export interface LogSpecAmendment {
  readonly author: Author;
  readonly atMs: number;
}

/**
 * Flows, outputs and tailers in the state, and all of them in memory (one takes about 2 KB). Memory
 * follows each committed change before the promise of the change resolves. One process writes.
 */
export class LogSpecRepository {
  readonly #state: State;
  readonly #sql: LogSpecSql;
  readonly #specs: Map<string, LogSpec>;

  private constructor(state: State, specs: readonly LogSpec[]) {
    this.#state = state;
    this.#sql = new LogSpecSql(state.dialect);
    this.#specs = new Map(specs.map((spec) => [spec.id, spec]));
  }

  /** Reads all. Rejects as `StateReader` does, and when a stored one cannot be read. */
  static async open(state: State): Promise<LogSpecRepository> {
    const rows = await state.all(new LogSpecSql(state.dialect).all());
    return new LogSpecRepository(state, rows.map(logSpecOf));
  }

  get(id: string): LogSpec | undefined {
    return this.#specs.get(id);
  }

  all(): readonly LogSpec[] {
    return [...this.#specs.values()];
  }

  /** The owner's of one kind, newest first. */
  ofOwner(owner: string, kind: LogSpecKind): readonly LogSpec[] {
    const own = this.all().filter((spec) => spec.owner === owner && spec.kind === kind);
    return own.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** What was created with this key, and how it looked then. */
  async createdWith(
    owner: string,
    creationKey: string,
  ): Promise<{ readonly spec: LogSpec; readonly original: LogSpecContent } | undefined> {
    const row = await this.#state.first(this.#sql.idOfCreation(owner, creationKey));
    const spec = row && this.#specs.get(row.id);
    const first = spec && (await this.changes(spec.id)).find(({ revision }) => revision === 1);
    return spec && first && { spec, original: first.content };
  }

  /** History of one, deleted ones too, newest first. */
  async changes(specId: string): Promise<readonly LogSpecChange[]> {
    const rows = await this.#state.all(this.#sql.changes(specId));
    return rows.map((row) => historyLine({ ...row, kind: row.change }, parseLogSpecBody));
  }

  /** Outcome `rejected` at `log_spec.below_limit` or `log_spec.name_free`. */
  create(spec: LogSpec, { author, creationKey, limit }: LogSpecCreation): Promise<BatchOutcome> {
    return this.#commit('log-specs.create', spec, [
      ...this.#stands(spec),
      this.#sql.belowLimit(spec.owner, limit),
      this.#sql.nameFree(spec),
      this.#sql.insert(spec, creationKey),
      this.#sql.change(spec, 'created', author, spec.createdAtMs),
    ]);
  }

  /** Outcome `rejected` at `log_spec.replace`: the stored revision is not the one before. */
  replace(spec: LogSpec, { author, atMs }: LogSpecAmendment): Promise<BatchOutcome> {
    return this.#commit('log-specs.replace', spec, [
      ...this.#stands(spec),
      this.#sql.nameFree(spec),
      this.#sql.replace(spec),
      this.#sql.change(spec, 'updated', author, atMs),
    ]);
  }

  /** Outcome `rejected` at `log_spec.delete`: the stored revision is another one, or it is gone. */
  async remove(spec: LogSpec, { author, atMs }: LogSpecAmendment): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({
      name: 'log-specs.remove',
      statements: [this.#sql.delete(spec), this.#sql.change(spec, 'deleted', author, atMs)],
    });
    if (outcome.kind === 'committed') this.#specs.delete(spec.id);
    return outcome;
  }

  #stands({ owner }: LogSpec): readonly Statement[] {
    return owner === PLATFORM ? [] : [this.#sql.tenantStands(owner)];
  }

  async #commit(
    name: string,
    spec: LogSpec,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const outcome = await this.#state.commit({ name, statements });
    const known = this.#specs.get(spec.id);
    const isNewer = known === undefined || known.revision <= spec.revision;
    if (outcome.kind === 'committed' && isNewer) this.#specs.set(spec.id, spec);
    return outcome;
  }
}
