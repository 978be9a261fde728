import { type ClusterSettings, checkClusterSettings } from './cluster.ts';
import { type ClusterFields, resolveCluster } from './cluster-fields.ts';
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
import { openCluster, sealedCluster, sealSecrets } from './sealed-cluster.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';

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
    const { settings } = resolveCluster(id, input);
    refuseFindings('The cluster cannot be registered', checkClusterSettings(settings));
    const { sql, commits, clock, secrets } = this.#context;
    const sealed = sealSecrets(settings, secrets);
    const cluster = sealedCluster(settings, sealed, newlyStored(clock.nowMs()));
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
    const { sql, commits, clock, secrets } = this.#context;
    const { settings, findings } = resolveCluster(id, fields, this.#opened(before, fields));
    refuseFindings(`${nameOf(id)} cannot be changed`, [
      ...checkClusterSettings(settings),
      ...findings,
    ]);
    const stored = changedAt(before, clock.nowMs());
    const cluster = sealedCluster(settings, sealSecrets(settings, secrets), stored);
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

  /** What may be left out and whose secrets do not open cannot be kept, only given again. */
  #opened(before: SealedCluster, fields: ClusterFields): ClusterSettings {
    const { settings, unopened } = openCluster(before, this.#context.secrets);
    const lost = (['logs', 'kubernetes'] as const).filter(
      (part) => fields[part] === undefined && unopened.includes(part),
    );
    refuseFindings(
      `${nameOf(before.id)} cannot be changed`,
      lost.map((part) => ({ path: `/${part}`, message: 'give it again: its secrets do not open' })),
    );
    return settings;
  }
}

const nameOf = (id: string): string => `Cluster ${id}`;
