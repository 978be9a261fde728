import {
  type ClusterEnforcement,
  type ClusterSettings,
  checkClusterSettings,
  normalizeBaseUrl,
  type RuleSinkSettings,
} from './cluster.ts';
import { type SealedCluster, sealedClusterOf } from './cluster-sql.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import { referencesTo, refuseReferenced, unreferenced } from './references.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseDeclared,
  refuseFindings,
  refuseOtherRevision,
} from './refusals.ts';
import { revokedBy } from './revoked-by.ts';
import { clusterTokenPlace } from './secret-sealer.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';

/** What a system role says about a cluster. */
export interface ClusterFields {
  readonly title: string;
  readonly metrics: {
    readonly url: string;
    readonly timeoutMs: number;
    /** undefined keeps the stored one; null or '' removes it. */
    readonly bearerToken?: string | null | undefined;
  } | null;
  readonly enforcement: ClusterEnforcement;
  readonly ruleSink: RuleSinkSettings;
  readonly alertNamespaceTrusted: boolean;
  readonly replicaLabels: readonly string[];
}

/** What can be done with clusters. Who may is decided before. */
export class Clusters {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /** The token stays sealed. @throws AppError `not_found`. */
  async get(id: string): Promise<SealedCluster> {
    const row = await this.#context.reader.first(this.#context.sql.clusters.one(id));
    if (!row) throw notFound(nameOf(id));
    return sealedClusterOf(row);
  }

  async list(page: PageRequest): Promise<Page<SealedCluster>> {
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.clusters.page(keyAfter(page), rowsFor(page)));
    return pageFrom(rows.map(sealedClusterOf), page, (cluster) => cluster.id);
  }

  /** @throws AppError `invalid`, `conflict`. */
  async create(input: ClusterFields & { readonly id: string }): Promise<SealedCluster> {
    const { id } = input;
    const settings = settingsOf(id, input);
    refuseFindings('The cluster cannot be registered', checkClusterSettings(settings));
    const { sql, commits, clock } = this.#context;
    const sealedToken = this.#seal(id, settings.metrics?.bearerToken ?? null);
    const cluster = sealed(settings, sealedToken, newlyStored(clock.nowMs()));
    const batch = sql.version.batch('cluster.create', [sql.clusters.insert(cluster)]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind !== 'committed') throw alreadyExists(nameOf(id));
    return cluster;
  }

  /** @throws AppError `not_found`, `invalid`, `conflict` (declared), `precondition_failed`. */
  async update(id: string, fields: ClusterFields, expected: number | null): Promise<SealedCluster> {
    const before = await this.get(id);
    refuseDeclared(nameOf(id), before);
    refuseOtherRevision(nameOf(id), before, expected);
    const settings = settingsOf(id, fields);
    refuseFindings(`${nameOf(id)} cannot be changed`, [
      ...checkClusterSettings(settings),
      ...checkKeptToken(before, fields),
    ]);
    const { sql, commits, clock } = this.#context;
    const stored = changedAt(before, clock.nowMs());
    const cluster = sealed(settings, this.#tokenAfter(before, fields), stored);
    const batch = sql.version.batch('cluster.update', [sql.clusters.replace(cluster)]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind !== 'committed') throw lostRace(nameOf(id));
    return cluster;
  }

  /**
   * Revokes its intake tokens.
   * @throws AppError `not_found`, `conflict` (declared, or it still has environments).
   */
  async delete(id: string): Promise<void> {
    refuseDeclared(nameOf(id), await this.get(id));
    const { reader, sql, commits, clock, revocations } = this.#context;
    const references = [
      { noun: 'environments', query: sql.environments.namesOn(id) },
      { noun: 'declared tokens', query: sql.tokens.declaredOfCluster(id) },
      ...referencesTo({ kind: 'cluster', cluster: id }, this.#context.references),
    ];
    const batch = sql.version.batch('cluster.delete', [
      ...unreferenced(references),
      sql.tokens.revokeOfCluster(id, clock.nowMs()),
      sql.clusters.delete(id),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    await refuseReferenced(reader, outcome, references, `${nameOf(id)} cannot be removed`);
    if (outcome.kind !== 'committed') throw lostRace(nameOf(id));
    revocations.announce(...revokedBy(batch.statements, outcome.results));
  }

  #seal(id: string, token: string | null): string | null {
    return token === null ? null : this.#context.secrets.seal(token, clusterTokenPlace(id));
  }

  #tokenAfter(before: SealedCluster, fields: ClusterFields): string | null {
    if (fields.metrics === null) return null;
    const { bearerToken } = fields.metrics;
    return bearerToken === undefined
      ? before.sealedToken
      : this.#seal(before.id, bearerToken === '' ? null : bearerToken);
  }
}

const nameOf = (id: string): string => `Cluster ${id}`;

/** The settings in the form in which they are kept; a wrong URL stays as it is, to be refused. */
export function settingsOf(id: string, fields: ClusterFields): ClusterSettings {
  const { title, metrics, enforcement, ruleSink, alertNamespaceTrusted, replicaLabels } = fields;
  return {
    id,
    title,
    metrics: metrics && {
      url: normalizeBaseUrl(metrics.url) ?? metrics.url,
      timeoutMs: metrics.timeoutMs,
      bearerToken: metrics.bearerToken || null,
    },
    enforcement,
    ruleSink,
    alertNamespaceTrusted,
    replicaLabels,
  };
}

/** The settings as they are stored. */
export function sealed(
  settings: ClusterSettings,
  sealedToken: string | null,
  stored: Pick<SealedCluster, 'declared' | 'revision' | 'createdAtMs' | 'updatedAtMs'>,
): SealedCluster {
  const { metrics, ...rest } = settings;
  const plain = metrics && { url: metrics.url, timeoutMs: metrics.timeoutMs };
  // By name: `stored` may be a whole cluster, whose settings must not come back over the new ones.
  const { declared, revision, createdAtMs, updatedAtMs } = stored;
  return {
    ...rest,
    metrics: plain,
    sealedToken,
    declared,
    revision,
    createdAtMs,
    updatedAtMs,
  };
}

/** A stored token is write-only: it must not be sent to another server than it was given for. */
function checkKeptToken(before: SealedCluster, fields: ClusterFields) {
  const keeps = before.sealedToken !== null && fields.metrics?.bearerToken === undefined;
  if (!keeps || fields.metrics === null || before.metrics === null) return [];
  const target = URL.canParse(fields.metrics.url) ? new URL(fields.metrics.url).origin : '';
  if (target === new URL(before.metrics.url).origin) return [];
  const message = 'give the token again, because the URL now names another server';
  return [{ path: '/metrics/bearerToken', message }];
}
