import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { HistoryKind } from '../../platform/tenancy/history.ts';
import { KeptSql } from './kept-sql.ts';
import type { KeptKind, KeptThing, NamedContent } from './kept-thing.ts';

/** One line of a thing's history; `content` is what it was after the change. */
export interface KeptChange<Content> {
  readonly owner: string;
  readonly revision: number;
  readonly kind: HistoryKind;
  readonly atMs: number;
  readonly author: Author;
  readonly content: Content;
}

/** What a change brings along; `statements` are committed with it. */
export interface KeptAmendment {
  readonly author: Author;
  readonly atMs: number;
  readonly statements: readonly Statement[];
}

/**
 * The things of one kind in the state, and all of them in memory. Memory follows each committed change
 * before its promise resolves; those who subscribed are told then. One process writes.
 */
export class KeptRepository<Content extends NamedContent> {
  readonly kind: KeptKind<Content>;
  readonly #state: State;
  readonly #sql: KeptSql<Content>;
  readonly #things = new Map<string, KeptThing<Content>>();
  readonly #listeners: ((owner: string) => void)[] = [];

  private constructor(state: State, kind: KeptKind<Content>) {
    this.#state = state;
    this.kind = kind;
    this.#sql = new KeptSql(state.dialect, kind);
  }

  /** Reads all of the kind. Rejects as `StateReader` does, and when a stored one cannot be read. */
  static async open<Content extends NamedContent>(
    state: State,
    kind: KeptKind<Content>,
  ): Promise<KeptRepository<Content>> {
    const repository = new KeptRepository(state, kind);
    for (const row of await state.all(repository.#sql.all())) {
      repository.#things.set(row.id, repository.#sql.thingOf(row));
    }
    return repository;
  }

  get(owner: string, id: string): KeptThing<Content> | undefined {
    const thing = this.#things.get(id);
    return thing?.owner === owner ? thing : undefined;
  }

  /** Of all owners, in no order. */
  all(): Iterable<KeptThing<Content>> {
    return this.#things.values();
  }

  /** Newest first. */
  ofOwner(owner: string): readonly KeptThing<Content>[] {
    const things = [...this.#things.values()].filter((thing) => thing.owner === owner);
    return things.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Called with the owner after every change. */
  subscribe(listener: (owner: string) => void): void {
    this.#listeners.push(listener);
  }

  /** History of one thing, deleted ones too, newest first. */
  async changes(id: string): Promise<readonly KeptChange<Content>[]> {
    const rows = await this.#state.all(this.#sql.changes(id));
    return rows.map((row) => ({
      owner: row.owner,
      revision: Number(row.revision),
      kind: row.change === 'created' || row.change === 'deleted' ? row.change : 'updated',
      atMs: Number(row.at_ms),
      author: { id: row.author_id, name: row.author_name },
      content: this.kind.parse(row.body),
    }));
  }

  /** Outcome `rejected` at `kept.below_limit`; `conflict` when the name is taken. */
  create(thing: KeptThing<Content>, amendment: KeptAmendment): Promise<BatchOutcome> {
    const statements = [this.#sql.belowLimit(thing.owner), this.#sql.insert(thing)];
    return this.#write(thing, 'created', amendment, statements);
  }

  /** Outcome `rejected` at `kept.replace`: the stored revision is not the one before. */
  replace(thing: KeptThing<Content>, amendment: KeptAmendment): Promise<BatchOutcome> {
    return this.#write(thing, 'updated', amendment, [this.#sql.replace(thing)]);
  }

  /** Outcome `rejected` at `kept.delete`: a lost race. */
  remove(thing: KeptThing<Content>, amendment: KeptAmendment): Promise<BatchOutcome> {
    return this.#write(thing, 'deleted', amendment, [this.#sql.delete(thing)]);
  }

  async #write(
    thing: KeptThing<Content>,
    kind: HistoryKind,
    { author, atMs, statements: beside }: KeptAmendment,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const change = this.#sql.change(thing, kind, author, atMs);
    const outcome = await this.#state.commit({
      name: `${this.kind.name}.${kind}`,
      statements: [...statements, change, ...beside],
    });
    if (outcome.kind !== 'committed') return outcome;
    if (kind === 'deleted') this.#things.delete(thing.id);
    else if ((this.#things.get(thing.id)?.revision ?? 0) < thing.revision) {
      this.#things.set(thing.id, thing);
    }
    for (const listener of this.#listeners) listener(thing.owner);
    return outcome;
  }
}
