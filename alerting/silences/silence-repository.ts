import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { Silence, SilenceContent } from './silence.ts';
import { parseSilenceBody } from './silence-body.ts';
import { SilenceBook } from './silence-book.ts';
import { type SilenceChangeKind, SilenceSql, silenceOf } from './silence-sql.ts';

/** One line of a silence's history; `content` is what it was after the change. */
export interface SilenceChange {
  readonly owner: string;
  readonly revision: number;
  readonly kind: SilenceChangeKind;
  readonly atMs: number;
  readonly author: Author;
  readonly content: SilenceContent;
}

/** Who changes a silence, when, and whom it concerns. */
export interface SilenceAmendment {
  readonly author: Author;
  readonly atMs: number;
  /** Open incidents that the silence mutes, or muted until now: what is held of them becomes due. */
  readonly wakes: readonly string[];
}

/** Bounds of what one owner keeps. */
const KEPT_AFTER_END_MS = 30 * 86_400_000;
const MOST_ENDED = 10_000;
const FORGOTTEN_AT_ONCE = 500;

/**
 * Silences in the state, and all of them in memory. One process writes. A silence that begins or
 * changes counts once it is stored. One that ends no longer counts before that, and what it held is
 * made due in the batch that ends it: nothing can be held by it afterwards.
 */
export class SilenceRepository {
  readonly #state: State;
  readonly #sql: SilenceSql;
  readonly book = new SilenceBook();

  private constructor(state: State, silences: readonly Silence[]) {
    this.#state = state;
    this.#sql = new SilenceSql(state.dialect);
    for (const silence of silences) this.book.put(silence);
  }

  /** Reads all silences. Rejects as `StateReader` does, and when a stored one cannot be read. */
  static async open(state: State): Promise<SilenceRepository> {
    const rows = await state.all(new SilenceSql(state.dialect).all());
    return new SilenceRepository(state, rows.map(silenceOf));
  }

  /** History of one silence, newest first. */
  async changes(id: string): Promise<readonly SilenceChange[]> {
    const rows = await this.#state.all(this.#sql.changes(id));
    return rows.map((row) => ({
      owner: row.owner,
      revision: Number(row.revision),
      kind: KINDS.find((kind) => kind === row.kind) ?? 'updated',
      atMs: Number(row.at_ms),
      author: { id: row.author_id, name: row.author_name },
      content: parseSilenceBody(row.body),
    }));
  }

  /**
   * One or several of one owner, 500 at most, in one batch. Outcome `rejected` at one of the
   * preconditions. Those that ended long ago are dropped.
   */
  async create(
    made: readonly Silence[],
    { author, atMs }: SilenceAmendment,
    preconditions: readonly Statement[],
  ): Promise<BatchOutcome> {
    const [first] = made;
    const forgotten = first === undefined ? [] : this.#longEnded(first.owner, atMs);
    const outcome = await this.#state.commit({
      name: 'silences.created',
      statements: [
        ...preconditions,
        this.#sql.insert(made),
        this.#sql.change(made, 'created', author, atMs),
        ...this.#sql.forget(forgotten.map(({ id }) => id)),
      ],
    });
    if (outcome.kind !== 'committed') return outcome;
    for (const old of forgotten) this.book.drop(old);
    for (const silence of made) this.book.put(silence);
    return outcome;
  }

  /** Outcome `rejected` at `silence.replace`: the stored revision is not the one before. */
  async replace(silence: Silence, amendment: SilenceAmendment): Promise<BatchOutcome> {
    const { author, atMs, wakes } = amendment;
    const outcome = await this.#state.commit({
      name: 'silences.updated',
      statements: [
        this.#sql.replace(silence),
        this.#sql.change([silence], 'updated', author, atMs),
        ...this.#sql.wake(wakes, atMs),
      ],
    });
    if (outcome.kind !== 'committed') return outcome;
    this.book.put(silence);
    // What was decided on while the change was on its way to the disk is decided on again as well.
    const statements = this.#sql.wake(wakes, atMs);
    if (statements.length > 0) await this.#state.commit({ name: 'silences.woken', statements });
    return outcome;
  }

  /** It has ended; `silence` says when. Outcome as for `replace`. */
  expire(
    before: Silence,
    silence: Silence,
    { author, atMs, wakes }: SilenceAmendment,
  ): Promise<BatchOutcome> {
    return this.#end(before, silence, {
      name: 'silences.expired',
      statements: [
        this.#sql.replace(silence),
        this.#sql.change([silence], 'expired', author, atMs),
        ...this.#sql.wake(wakes, atMs),
      ],
    });
  }

  /** Outcome `rejected` at `silence.delete`: a lost race. */
  remove(before: Silence, { author, atMs, wakes }: SilenceAmendment): Promise<BatchOutcome> {
    return this.#end(before, null, {
      name: 'silences.deleted',
      statements: [
        this.#sql.delete(before),
        this.#sql.change([before], 'deleted', author, atMs),
        ...this.#sql.wake(wakes, atMs),
      ],
    });
  }

  /** Out of memory before it is stored: nobody is kept waiting by what is ending. */
  async #end(
    before: Silence,
    after: Silence | null,
    batch: Parameters<State['commit']>[0],
  ): Promise<BatchOutcome> {
    const { owner, id } = before;
    if (after === null) this.book.drop(before);
    else this.book.put(after);
    let isDone = false;
    try {
      const outcome = await this.#state.commit(batch);
      isDone = outcome.kind === 'committed';
      return outcome;
    } finally {
      // Unless somebody else has changed it meanwhile.
      if (!isDone && this.book.get(owner, id) === (after ?? undefined)) this.book.put(before);
    }
  }

  #longEnded(owner: string, nowMs: number): readonly Silence[] {
    const ended = this.book
      .ofOwner(owner)
      .filter((silence) => this.book.spanOf(silence, nowMs) === null)
      .sort((a, b) => b.updatedAtMs - a.updatedAtMs);
    const isOld = ({ schedule, updatedAtMs }: Silence) =>
      Math.max(schedule.endsAtMs ?? 0, updatedAtMs) < nowMs - KEPT_AFTER_END_MS;
    return ended
      .filter((silence, index) => index >= MOST_ENDED || isOld(silence))
      .slice(0, FORGOTTEN_AT_ONCE);
  }
}

const KINDS: readonly SilenceChangeKind[] = ['created', 'updated', 'expired', 'deleted'];
