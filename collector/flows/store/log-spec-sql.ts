import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import type { Author } from '../../../platform/tenancy/author.ts';
import { type HistoryKind, historyRow } from '../../../platform/tenancy/history.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { TenancyTables } from '../../../platform/tenancy/tables.ts';
import type { LogSpec } from '../log-spec.ts';
import { parseLogSpecBody, printLogSpecBody } from './log-spec-body.ts';
import type { FlowTables, LogSpecChangeRow, LogSpecRow } from './tables-flows.ts';

/** Statements and queries of the tables of flows. */
export class LogSpecSql {
  readonly #db: Kysely<FlowTables>;
  readonly #tenancy: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<FlowTables>(dialect);
    this.#tenancy = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<LogSpecRow> {
    return this.#db.selectFrom('log_specs').selectAll().orderBy('id').compile();
  }

  idOfCreation(owner: string, creationKey: string): CompiledQuery<{ id: string }> {
    return this.#db
      .selectFrom('log_specs')
      .select('id')
      .where('owner', '=', owner)
      .where('creation_key', '=', creationKey)
      .compile();
  }

  /** Newest first. */
  changes(specId: string): CompiledQuery<LogSpecChangeRow> {
    return this.#db
      .selectFrom('log_spec_changes')
      .selectAll()
      .where('spec_id', '=', specId)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: the tenant is there. It writes the row as it is, so that a deletion waits. */
  tenantStands(tenant: string): Statement {
    const query = this.#tenancy.updateTable('tenants').set({ id: tenant }).where('id', '=', tenant);
    return statement('log_spec.tenant_stands', query.compile(), 'one');
  }

  /** Precondition: the owner has fewer than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('log_specs')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('log_spec.below_limit', query.compile(), 'none');
  }

  /** Precondition: no other of its kind and place has the name. */
  nameFree(spec: LogSpec): Statement {
    const query = this.#db
      .selectFrom('log_specs')
      .select('id')
      .where('kind', '=', spec.kind)
      .where('scope', '=', printScopeName(spec.scope))
      .where('name', '=', spec.name)
      .where('id', '!=', spec.id);
    return statement('log_spec.name_free', query.compile(), 'none');
  }

  insert(spec: LogSpec, creationKey: string | null): Statement {
    const row = { ...columnsOf(spec), creation_key: creationKey };
    return statement(
      'log_spec.insert',
      this.#db.insertInto('log_specs').values(row).compile(),
      'one',
    );
  }

  /** Stands only while the stored revision is the one before that of `spec`. */
  replace(spec: LogSpec): Statement {
    const update = this.#db
      .updateTable('log_specs')
      .set(columnsOf(spec))
      .where('id', '=', spec.id)
      .where('revision', '=', spec.revision - 1);
    return statement('log_spec.replace', update.compile(), 'one');
  }

  /** Stands only while the stored revision is that of `spec`. */
  delete(spec: LogSpec): Statement {
    const remove = this.#db
      .deleteFrom('log_specs')
      .where('id', '=', spec.id)
      .where('revision', '=', spec.revision);
    return statement('log_spec.delete', remove.compile(), 'one');
  }

  change(spec: LogSpec, change: HistoryKind, author: Author, atMs: number): Statement {
    const line = historyRow(spec, { kind: change, author, atMs }, printLogSpecBody(spec));
    const row: LogSpecChangeRow = { ...line, spec_id: spec.id, kind: spec.kind, change };
    const insert = this.#db.insertInto('log_spec_changes').values(row);
    return statement('log_spec.change', insert.compile());
  }
}

/** @throws AppError `internal` when the row cannot be read. */
export function logSpecOf(row: LogSpecRow): LogSpec {
  return {
    id: row.id,
    owner: row.owner,
    ...parseLogSpecBody(row.body),
    sealedSecrets: row.sealed_secrets,
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function columnsOf(spec: LogSpec): Omit<LogSpecRow, 'creation_key'> {
  return {
    id: spec.id,
    kind: spec.kind,
    owner: spec.owner,
    scope: printScopeName(spec.scope),
    name: spec.name,
    body: printLogSpecBody(spec),
    sealed_secrets: spec.sealedSecrets,
    revision: spec.revision,
    created_at_ms: spec.createdAtMs,
    updated_at_ms: spec.updatedAtMs,
    updated_by: spec.updatedBy,
  };
}
