import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { EscalationTables } from '../tables-escalation.ts';
import type { PolicyTables } from '../tables-policies.ts';
import type { SilenceChangeRow, SilenceRow, SilenceTables } from '../tables-silences.ts';
import type { Silence } from './silence.ts';
import { parseSilenceBody, printSilenceBody } from './silence-body.ts';

/** `expired`: somebody ended it, or took back one that had not begun. */
export type SilenceChangeKind = 'created' | 'updated' | 'expired' | 'deleted';

/** What holds a clock until a silence ends. */
const HELD_BY_SILENCES = ['silenced', 'blacklisted', 'maintenance'];
/** Incidents named in one statement. */
const WOKEN_AT_ONCE = 500;

type Tables = SilenceTables & PolicyTables & EscalationTables;

/** Statements and queries of the tables of silences. */
export class SilenceSql {
  readonly #db: Kysely<Tables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<Tables>(dialect);
  }

  all(): CompiledQuery<SilenceRow> {
    return this.#db.selectFrom('silences').selectAll().orderBy('id').compile();
  }

  /** Newest first. */
  changes(silenceId: string): CompiledQuery<SilenceChangeRow> {
    return this.#db
      .selectFrom('silence_changes')
      .selectAll()
      .where('silence_id', '=', silenceId)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** 500 at most; at least one. */
  insert(made: readonly Silence[]): Statement {
    const insert = this.#db.insertInto('silences').values(made.map(rowOf));
    return statement('silence.insert', insert.compile(), 'at-least-one');
  }

  /** Stands only while the stored revision is the one before that of `silence`. */
  replace(silence: Silence): Statement {
    const update = this.#db
      .updateTable('silences')
      .set(rowOf(silence))
      .where('id', '=', silence.id)
      .where('revision', '=', silence.revision - 1);
    return statement('silence.replace', update.compile(), 'one');
  }

  /** Stands only while the stored revision is that of `silence`. */
  delete(silence: Silence): Statement {
    const remove = this.#db
      .deleteFrom('silences')
      .where('id', '=', silence.id)
      .where('revision', '=', silence.revision);
    return statement('silence.delete', remove.compile(), 'one');
  }

  /** Drops those that ended long ago; their history stays. */
  forget(ids: readonly string[]): readonly Statement[] {
    if (ids.length === 0) return [];
    const remove = this.#db.deleteFrom('silences').where('id', 'in', [...ids]);
    return [statement('silence.forget', remove.compile())];
  }

  /** The same change of some; 500 at most; at least one. */
  change(
    changed: readonly Silence[],
    kind: SilenceChangeKind,
    author: Author,
    atMs: number,
  ): Statement {
    const rows = changed.map(
      (silence): SilenceChangeRow => ({
        silence_id: silence.id,
        revision: kind === 'deleted' ? silence.revision + 1 : silence.revision,
        owner: silence.owner,
        kind,
        at_ms: atMs,
        author_id: author.id,
        author_name: author.name,
        body: printSilenceBody(silence),
      }),
    );
    const insert = this.#db.insertInto('silence_changes').values(rows);
    return statement('silence.change', insert.compile());
  }

  /** Makes due what silences hold of these incidents, messages and steps: it is decided on again at once. */
  wake(incidentIds: readonly string[], nowMs: number): readonly Statement[] {
    const statements: Statement[] = [];
    for (let at = 0; at < incidentIds.length; at += WOKEN_AT_ONCE) {
      const some = incidentIds.slice(at, at + WOKEN_AT_ONCE);
      const messages = this.#db
        .updateTable('message_clocks')
        .set({ due_at_ms: nowMs })
        .where('incident_id', 'in', some)
        .where('held_by', 'in', HELD_BY_SILENCES)
        .where('due_at_ms', '>', nowMs);
      const steps = this.#db
        .updateTable('escalation_clocks')
        .set({ due_at_ms: nowMs })
        .where('incident_id', 'in', some)
        .where('held_by', 'in', HELD_BY_SILENCES)
        .where('due_at_ms', '>', nowMs);
      statements.push(statement('silence.wake', messages.compile()));
      statements.push(statement('silence.wake', steps.compile()));
    }
    return statements;
  }
}

/** @throws AppError `internal` when the row cannot be read. */
export function silenceOf(row: SilenceRow): Silence {
  return {
    id: row.id,
    owner: row.owner,
    ...parseSilenceBody(row.body),
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function rowOf(silence: Silence): SilenceRow {
  return {
    id: silence.id,
    owner: silence.owner,
    body: printSilenceBody(silence),
    revision: silence.revision,
    created_at_ms: silence.createdAtMs,
    updated_at_ms: silence.updatedAtMs,
    updated_by: silence.updatedBy,
  };
}
