import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type { ClusterSettings, MetricsBackend } from './cluster.ts';
import { type Stored, storedColumns, storedOf } from './stored.ts';
import type { ClusterRow, TenancyTables } from './tables.ts';

/** A backend without its secret. */
export type PlainBackend = Omit<MetricsBackend, 'bearerToken'>;

/** A cluster as stored: the bearer token is sealed (`openClusterToken`). */
export interface SealedCluster extends Omit<ClusterSettings, 'metrics'>, Stored {
  readonly metrics: PlainBackend | null;
  /** null: the backend takes no token. */
  readonly sealedToken: string | null;
}

/** Statements and queries of the table `clusters`. */
export class ClusterSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<ClusterRow> {
    return this.#db.selectFrom('clusters').selectAll().orderBy('id').compile();
  }

  one(id: string): CompiledQuery<ClusterRow> {
    return this.#db.selectFrom('clusters').selectAll().where('id', '=', id).compile();
  }

  page(after: string, limit: number): CompiledQuery<ClusterRow> {
    return this.#db
      .selectFrom('clusters')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .compile();
  }

  /** Precondition: the cluster exists. */
  exists(id: string): Statement {
    const query = this.#db.selectFrom('clusters').select('id').where('id', '=', id);
    return statement('cluster.exists', query.compile(), 'one');
  }

  insert(cluster: SealedCluster): Statement {
    const query = this.#db.insertInto('clusters').values(rowOf(cluster));
    return statement('cluster.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `cluster`. */
  replace(cluster: SealedCluster): Statement {
    const query = this.#db
      .updateTable('clusters')
      .set(rowOf(cluster))
      .where('id', '=', cluster.id)
      .where('revision', '=', cluster.revision - 1);
    return statement('cluster.replace', query.compile(), 'one');
  }

  delete(id: string): Statement {
    const query = this.#db.deleteFrom('clusters').where('id', '=', id);
    return statement('cluster.delete', query.compile(), 'one');
  }
}

/** What the column `settings` holds. */
type PlainSettings = Omit<ClusterSettings, 'id' | 'title' | 'metrics'> & {
  readonly metrics: PlainBackend | null;
};

function rowOf(cluster: SealedCluster): ClusterRow {
  const { metrics, enforcement, ruleSink, alertNamespaceTrusted, replicaLabels } = cluster;
  const settings: PlainSettings = {
    metrics: metrics && { url: metrics.url, timeoutMs: metrics.timeoutMs },
    enforcement,
    ruleSink,
    alertNamespaceTrusted,
    replicaLabels,
  };
  return {
    id: cluster.id,
    title: cluster.title,
    settings: JSON.stringify(settings),
    metrics_token: cluster.sealedToken,
    ...storedColumns(cluster),
  };
}

/** Reads a row that `rowOf` wrote; its JSON was validated before. */
export function sealedClusterOf(row: ClusterRow): SealedCluster {
  const settings = JSON.parse(row.settings) as PlainSettings;
  return {
    id: row.id,
    title: row.title,
    ...settings,
    sealedToken: row.metrics_token,
    ...storedOf(row),
  };
}
