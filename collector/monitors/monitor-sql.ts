import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { type HistoryKind, historyRow } from '../../platform/tenancy/history.ts';
import type { ReferenceSource, ReferenceTarget } from '../../platform/tenancy/references.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import type { MonitorChangeRow, MonitorRow, MonitorTables } from '../tables-monitors.ts';
import type { Monitor } from './monitor.ts';
import { parseMonitorBody, printMonitorBody } from './monitor-body.ts';

/** Statements and queries of the tables of monitors. */
export class MonitorSql {
  readonly #db: Kysely<MonitorTables>;
  readonly #tenancy: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<MonitorTables>(dialect);
    this.#tenancy = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<MonitorRow> {
    return this.#db.selectFrom('monitors').selectAll().orderBy('id').compile();
  }

  idOfCreation(owner: string, creationKey: string): CompiledQuery<{ id: string }> {
    return this.#db
      .selectFrom('monitors')
      .select('id')
      .where('owner', '=', owner)
      .where('creation_key', '=', creationKey)
      .compile();
  }

  /** Newest first. */
  changes(monitorId: string): CompiledQuery<MonitorChangeRow> {
    return this.#db
      .selectFrom('monitor_changes')
      .selectAll()
      .where('monitor_id', '=', monitorId)
      .orderBy('revision', 'desc')
      .compile();
  }

  /** Precondition: the owner has fewer monitors than `limit` (>= 1). */
  belowLimit(owner: string, limit: number): Statement {
    const query = this.#db
      .selectFrom('monitors')
      .select('id')
      .where('owner', '=', owner)
      .orderBy('id')
      .limit(1)
      .offset(limit - 1);
    return statement('monitor.below_limit', query.compile(), 'none');
  }

  /**
   * Precondition: the environment is there, on the pair that the monitor was judged by. It writes the
   * row as it is, so that a change of the environment waits for the monitor, and the other way round.
   */
  environmentStands(environment: EnvironmentEntry): Statement {
    const query = this.#tenancy
      .updateTable('environments')
      .set({ kind: environment.kind })
      .where('tenant', '=', environment.tenant)
      .where('project', '=', environment.project)
      .where('id', '=', environment.id)
      .where('cluster', '=', environment.cluster)
      .where('namespace', '=', environment.namespace)
      .where('kind', '=', environment.kind);
    return statement('monitor.environment_stands', query.compile(), 'one');
  }

  insert(monitor: Monitor, creationKey: string | null): Statement {
    const row = { ...columnsOf(monitor), creation_key: creationKey };
    return statement(
      'monitor.insert',
      this.#db.insertInto('monitors').values(row).compile(),
      'one',
    );
  }

  /** Stands only while the stored revision is the one before that of `monitor`. */
  replace(monitor: Monitor): Statement {
    const update = this.#db
      .updateTable('monitors')
      .set(columnsOf(monitor))
      .where('id', '=', monitor.id)
      .where('revision', '=', monitor.revision - 1);
    return statement('monitor.replace', update.compile(), 'one');
  }

  /** Stands only while the stored revision is that of `monitor`. */
  delete(monitor: Monitor): Statement {
    const remove = this.#db
      .deleteFrom('monitors')
      .where('id', '=', monitor.id)
      .where('revision', '=', monitor.revision);
    return statement('monitor.delete', remove.compile(), 'one');
  }

  change(monitor: Monitor, kind: HistoryKind, author: Author, atMs: number): Statement {
    const line = historyRow(monitor, { kind, author, atMs }, printMonitorBody(monitor));
    const row: MonitorChangeRow = { ...line, monitor_id: monitor.id };
    const insert = this.#db.insertInto('monitor_changes').values(row);
    return statement('monitor.change', insert.compile());
  }
}

const MAX_NAMES = 5;

/** A tenant or project with monitors stays. An environment can go: its monitors then scrape nothing. */
export function monitorReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<MonitorTables>(dialect);
  const monitors = () => db.selectFrom('monitors').select('name').orderBy('id').limit(MAX_NAMES);
  const find = (target: ReferenceTarget): CompiledQuery<{ name: string }> | null => {
    switch (target.kind) {
      case 'tenant':
        return monitors().where('owner', '=', target.tenant).compile();
      case 'project':
        return monitors()
          .where('environment', 'like', `${target.tenant}.${target.project}.%`)
          .compile();
      default:
        return null;
    }
  };
  return { noun: 'monitors', find };
}

/** @throws AppError `internal` when the row cannot be read */
export function monitorOf(row: MonitorRow): Monitor {
  return {
    id: row.id,
    owner: row.owner,
    ...parseMonitorBody(row.body),
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}

function columnsOf(monitor: Monitor): Omit<MonitorRow, 'creation_key'> {
  return {
    id: monitor.id,
    owner: monitor.owner,
    environment: monitor.environment,
    name: monitor.name,
    body: printMonitorBody(monitor),
    revision: monitor.revision,
    created_at_ms: monitor.createdAtMs,
    updated_at_ms: monitor.updatedAtMs,
    updated_by: monitor.updatedBy,
  };
}
