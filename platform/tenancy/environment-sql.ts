import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type { Environment } from './environment.ts';
import { ENVIRONMENT_KINDS, type EnvironmentKind } from './roles.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { EnvironmentRow, TenancyTables } from './tables.ts';
import type { Visible } from './tenant-sql.ts';

/** Names an environment. */
export interface EnvironmentKey {
  readonly tenant: string;
  readonly project: string;
  readonly id: string;
}

/** Statements and queries of the table `environments`; what it owns is kept in `pair_owners`. */
export class EnvironmentSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<EnvironmentRow> {
    return this.#db
      .selectFrom('environments')
      .selectAll()
      .orderBy('tenant')
      .orderBy('project')
      .orderBy('id')
      .compile();
  }

  one(key: EnvironmentKey): CompiledQuery<EnvironmentRow> {
    return this.#of(key.tenant, key.project).where('id', '=', key.id).compile();
  }

  page(
    project: { readonly tenant: string; readonly project: string },
    after: string,
    limit: number,
    visible: Visible,
  ): CompiledQuery<EnvironmentRow> {
    const query = this.#of(project.tenant, project.project).where('id', '>', after);
    const shown = visible === 'all' ? query : query.where('id', 'in', [...visible]);
    return shown.orderBy('id').limit(limit).compile();
  }

  /** The environment that owns the pair, if any. */
  ownerOf(cluster: string, namespace: string): CompiledQuery<EnvironmentRow> {
    return this.#db
      .selectFrom('environments')
      .selectAll()
      .where('cluster', '=', cluster)
      .where('namespace', '=', namespace)
      .compile();
  }

  /** Names of the project's environments, a few. */
  namesIn(tenant: string, project: string): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('environments')
      .select('id as name')
      .where('tenant', '=', tenant)
      .where('project', '=', project)
      .orderBy('id')
      .limit(5)
      .compile();
  }

  /** Paths of environments on the cluster, a few. */
  namesOn(cluster: string): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('environments')
      .select(sql<string>`tenant || '.' || project || '.' || id`.as('name'))
      .where('cluster', '=', cluster)
      .orderBy('tenant')
      .orderBy('project')
      .orderBy('id')
      .limit(5)
      .compile();
  }

  /** Precondition: the environment exists. */
  exists(key: EnvironmentKey): Statement {
    const query = this.#db
      .selectFrom('environments')
      .select('id')
      .where('tenant', '=', key.tenant)
      .where('project', '=', key.project)
      .where('id', '=', key.id);
    return statement('environment.exists', query.compile(), 'one');
  }

  insert(environment: Environment): Statement {
    const query = this.#db.insertInto('environments').values(rowOf(environment));
    return statement('environment.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `environment`. */
  replace(environment: Environment): Statement {
    const query = this.#db
      .updateTable('environments')
      .set(rowOf(environment))
      .where('tenant', '=', environment.tenant)
      .where('project', '=', environment.project)
      .where('id', '=', environment.id)
      .where('revision', '=', environment.revision - 1);
    return statement('environment.replace', query.compile(), 'one');
  }

  delete(key: EnvironmentKey): Statement {
    const query = this.#db
      .deleteFrom('environments')
      .where('tenant', '=', key.tenant)
      .where('project', '=', key.project)
      .where('id', '=', key.id);
    return statement('environment.delete', query.compile(), 'one');
  }

  #of(tenant: string, project: string) {
    return this.#db
      .selectFrom('environments')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('project', '=', project);
  }
}

function rowOf(environment: Environment): EnvironmentRow {
  return {
    tenant: environment.tenant,
    project: environment.project,
    id: environment.id,
    title: environment.title,
    cluster: environment.cluster,
    namespace: environment.namespace,
    kind: environment.kind,
    born_at_ms: environment.bornAtMs,
    ...storedColumns(environment),
  };
}

export function environmentOf(row: EnvironmentRow): Environment {
  return {
    tenant: row.tenant,
    project: row.project,
    id: row.id,
    title: row.title,
    cluster: row.cluster,
    namespace: row.namespace,
    kind: kindOf(row.kind),
    bornAtMs: Number(row.born_at_ms),
    ...storedOf(row),
  };
}

/** What is stored as a kind; an unknown text counts as production, the most careful one. */
function kindOf(text: string): EnvironmentKind {
  return ENVIRONMENT_KINDS.find((kind) => kind === text) ?? 'prod';
}
