import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { HistoryKind } from '../../platform/tenancy/history.ts';
import type { KeptChangeRow, KeptTables, KeptThingRow } from '../tables-kept.ts';
import type { KeptKind, KeptThing, NamedContent } from './kept-thing.ts';

/** Statements and queries of the tables of kept things, for one kind. */
export class KeptSql<Content extends NamedContent> {
  readonly #db: Kysely<KeptTables>;
  readonly #kind: KeptKind<Content>;

  constructor(dialect: Dialect, kind: KeptKind<Content>) {
    this.#db = builderFor<KeptTables>(dialect);
    this.#kind = kind;
  }

  all(): CompiledQuery<KeptThingRow> {
    const query = this.#db.selectFrom('kept_things').selectAll();
    return query.where('kind', '=', this.#kind.name).orderBy('id').compile();
  }

  /** Newest first. */
  changes(id: string): CompiledQuery<KeptChangeRow> {
    return this.#db
      .selectFrom('kept_changes')
      .selectAll()
      .where('thing_id', '=', id)
      .where('kind', '=', this.#kind.name)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: the owner has fewer than the kind's limit. */
  belowLimit(owner: string): Statement {
    const query = this.#db
      .selectFrom('kept_things')
      .select('id')
      .where('kind', '=', this.#kind.name)
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(this.#kind.limit - 1);
    return statement('kept.below_limit', query.compile(), 'none');
  }

  insert(thing: KeptThing<Content>): Statement {
    const insert = this.#db.insertInto('kept_things').values(this.#row(thing));
    return statement('kept.insert', insert.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `thing`. */
  replace(thing: KeptThing<Content>): Statement {
    const update = this.#db
      .updateTable('kept_things')
      .set(this.#row(thing))
      .where('id', '=', thing.id)
      .where('revision', '=', thing.revision - 1);
    return statement('kept.replace', update.compile(), 'one');
  }

  /** Stands only while the stored revision is that of `thing`. */
  delete(thing: KeptThing<Content>): Statement {
    const remove = this.#db
      .deleteFrom('kept_things')
      .where('id', '=', thing.id)
      .where('revision', '=', thing.revision);
    return statement('kept.delete', remove.compile(), 'one');
  }

  change(thing: KeptThing<Content>, change: HistoryKind, author: Author, atMs: number): Statement {
    const row: KeptChangeRow = {
      thing_id: thing.id,
      revision: change === 'deleted' ? thing.revision + 1 : thing.revision,
      kind: this.#kind.name,
      owner: thing.owner,
      change,
      at_ms: atMs,
      author_id: author.id,
      author_name: author.name,
      body: this.#kind.print(thing.content),
    };
    return statement('kept.change', this.#db.insertInto('kept_changes').values(row).compile());
  }

  /** @throws AppError `internal` when the row cannot be read. */
  thingOf(row: KeptThingRow): KeptThing<Content> {
    return {
      id: row.id,
      owner: row.owner,
      content: this.#kind.parse(row.body),
      revision: Number(row.revision),
      createdAtMs: Number(row.created_at_ms),
      updatedAtMs: Number(row.updated_at_ms),
      updatedBy: row.updated_by,
    };
  }

  #row(thing: KeptThing<Content>): KeptThingRow {
    return {
      id: thing.id,
      kind: this.#kind.name,
      owner: thing.owner,
      name: thing.content.name,
      body: this.#kind.print(thing.content),
      revision: thing.revision,
      created_at_ms: thing.createdAtMs,
      updated_at_ms: thing.updatedAtMs,
      updated_by: thing.updatedBy,
    };
  }
}
