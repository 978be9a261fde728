import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type {
  ClusterEnforcement,
  ClusterSettings,
  LogsBackend,
  MetricsBackend,
} from './cluster.ts';
import type { Plain } from './cluster-backend.ts';
import { type ClusterCollection, NO_COLLECTION } from './cluster-collection.ts';
import type { PlainKubernetes } from './cluster-kubernetes.ts';
import { type Stored, storedColumns, storedOf } from './stored.ts';
import type { ClusterRow, TenancyTables } from './tables.ts';

/** A cluster as stored: the secrets of its backends are sealed (`openBackend`). */
export interface SealedCluster
  extends Omit<ClusterSettings, 'metrics' | 'logs' | 'kubernetes'>,
    Stored {
  readonly metrics: Plain<MetricsBackend> | null;
  readonly logs: Plain<LogsBackend> | null;
  readonly kubernetes: PlainKubernetes | null;
  /** null: there is no secret. */
  readonly sealed: {
    readonly metrics: string | null;
    readonly logs: string | null;
    readonly kubernetes: string | null;
  };
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
type PlainSettings = Omit<SealedCluster, 'id' | 'title' | 'sealed' | keyof Stored>;

function rowOf(cluster: SealedCluster): ClusterRow {
  const { metrics, logs, kubernetes, enforcement, collection, ruleSink } = cluster;
  const { alertNamespaceTrusted, replicaLabels } = cluster;
  const settings: PlainSettings = {
    metrics,
    logs,
    kubernetes,
    enforcement,
    collection,
    ruleSink,
    alertNamespaceTrusted,
    replicaLabels,
  };
  return {
    id: cluster.id,
    title: cluster.title,
    settings: JSON.stringify(settings),
    metrics_secrets: cluster.sealed.metrics,
    logs_secrets: cluster.sealed.logs,
    kubernetes_secrets: cluster.sealed.kubernetes,
    ...storedColumns(cluster),
  };
}

/** Settings that rows from before them do not hold. */
type Later = 'strict' | 'guardPast';
type StoredSettings = Omit<PlainSettings, 'enforcement' | 'kubernetes' | 'collection'> & {
  readonly collection?: ClusterCollection;
  readonly kubernetes?: PlainKubernetes | null;
  readonly enforcement: Omit<ClusterEnforcement, Later> & Partial<Pick<ClusterEnforcement, Later>>;
};

/** Reads a row that `rowOf` wrote; its JSON was validated before. */
export function sealedClusterOf(row: ClusterRow): SealedCluster {
  const {
    enforcement,
    kubernetes = null,
    collection = NO_COLLECTION,
    ...settings
  } = JSON.parse(row.settings) as StoredSettings;
  return {
    id: row.id,
    title: row.title,
    ...settings,
    kubernetes,
    collection,
    enforcement: { strict: false, guardPast: false, ...enforcement },
    sealed: {
      metrics: row.metrics_secrets,
      logs: row.logs_secrets,
      kubernetes: row.kubernetes_secrets,
    },
    ...storedOf(row),
  };
}
