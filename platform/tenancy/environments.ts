import { AppError } from '../errors/app-error.ts';
import type { BatchOutcome } from '../state/state.ts';
import type { Environment } from './environment.ts';
import { type EnvironmentKey, environmentOf } from './environment-sql.ts';
import { checkName, checkText, findings } from './field-checks.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import { birthAfter, pairOwnerOf } from './pair-history.ts';
import { referencesTo, refuseReferenced, unreferenced } from './references.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseDeclared,
  refuseFindings,
  refuseOtherRevision,
  unexpectedOutcome,
} from './refusals.ts';
import { revokedBy } from './revoked-by.ts';
import type { EnvironmentKind } from './roles.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import type { Visible } from './tenant-sql.ts';

/** A project: the folder of environments. */
export interface ProjectKey {
  readonly tenant: string;
  readonly project: string;
}

export interface NewEnvironment {
  readonly id: string;
  readonly title: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: EnvironmentKind;
}

/** What can be done with environments. Who may is decided before. */
export class Environments {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /** @throws AppError `not_found`. */
  async get(key: EnvironmentKey): Promise<Environment> {
    const row = await this.#context.reader.first(this.#context.sql.environments.one(key));
    if (!row) throw notFound(nameOf(key));
    return environmentOf(row);
  }

  /** In the order of their ids, only the visible ones (`visibleEnvironments`). */
  async list(of: ProjectKey, page: PageRequest, visible: Visible): Promise<Page<Environment>> {
    const after = keyAfter(page);
    if (visible.length === 0) return { items: [], nextCursor: null };
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.environments.page(of, after, rowsFor(page), visible));
    return pageFrom(rows.map(environmentOf), page, (environment) => environment.id);
  }

  /**
   * Gives a free (cluster, namespace) pair to the project. For system roles: a refusal names the
   * present owner of the pair.
   * @throws AppError `invalid`, `not_found` (tenant, project or cluster), `conflict`.
   */
  async create(of: ProjectKey, input: NewEnvironment): Promise<Environment> {
    refuseFindings(
      'The environment cannot be created',
      findings(
        checkName(input.id, '/id'),
        checkText(input.title, '/title', 200),
        checkName(input.namespace, '/namespace'),
      ),
    );
    const { reader, sql, commits, clock } = this.#context;
    const { id, title, cluster, namespace, kind } = input;
    const past = await reader.all(sql.pairs.owners(cluster, namespace));
    const nowMs = clock.nowMs();
    const bornAtMs = birthAfter(past.map(pairOwnerOf), nowMs);
    const pair = { cluster, namespace, kind, bornAtMs };
    const environment: Environment = { ...of, id, title, ...pair, ...newlyStored(nowMs) };
    const batch = sql.version.batch('environment.create', [
      sql.projects.exists(of.tenant, of.project),
      sql.clusters.exists(cluster),
      sql.environments.insert(environment),
      sql.pairs.begin(environment),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind !== 'committed') throw await this.#whyNotCreated(environment, outcome);
    return environment;
  }

  /** @throws AppError `not_found`, `invalid`, `conflict` (declared), `precondition_failed`. */
  async update(
    key: EnvironmentKey,
    fields: { readonly title: string; readonly kind: EnvironmentKind },
    expected: number | null,
  ): Promise<Environment> {
    const before = await this.get(key);
    refuseDeclared(nameOf(key), before);
    refuseOtherRevision(nameOf(key), before, expected);
    const found = findings(checkText(fields.title, '/title', 200));
    refuseFindings(`${nameOf(key)} cannot be changed`, found);
    const { sql, commits, clock } = this.#context;
    const { title, kind } = fields;
    const environment = { ...before, title, kind, ...changedAt(before, clock.nowMs()) };
    const batch = sql.version.batch('environment.update', [sql.environments.replace(environment)]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind !== 'committed') throw lostRace(nameOf(key));
    return environment;
  }

  /**
   * Frees its pair (the history keeps it), removes its role bindings, revokes its tokens.
   * @throws AppError `not_found`, `conflict` (declared, or still referenced).
   */
  async delete(key: EnvironmentKey): Promise<void> {
    const environment = await this.get(key);
    refuseDeclared(nameOf(key), environment);
    const { reader, sql, commits, clock, revocations } = this.#context;
    const node = { tenant: key.tenant, project: key.project, environment: key.id };
    const references = [
      { noun: 'declared role bindings', query: sql.bindings.declaredOn(node) },
      { noun: 'declared tokens', query: sql.tokens.declaredOn(node) },
      ...referencesTo({ kind: 'environment', ...node }, this.#context.references),
    ];
    const batch = sql.version.batch('environment.delete', [
      ...unreferenced(references),
      sql.bindings.deleteOn(node),
      sql.tokens.revokeOn(node, clock.nowMs()),
      sql.pairs.end(environment, clock.nowMs()),
      sql.environments.delete(key),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    await refuseReferenced(reader, outcome, references, `${nameOf(key)} cannot be deleted`);
    if (outcome.kind !== 'committed') throw lostRace(nameOf(key));
    revocations.announce(...revokedBy(batch.statements, outcome.results));
  }

  async #whyNotCreated(
    environment: Environment,
    outcome: Exclude<BatchOutcome, { kind: 'committed' }>,
  ): Promise<AppError> {
    const { tenant, project, cluster, namespace } = environment;
    if (outcome.statement === 'project.exists') return notFound(`Project ${tenant}.${project}`);
    if (outcome.statement === 'cluster.exists') return notFound(`Cluster ${cluster}`);
    const { reader, sql } = this.#context;
    const owner = await reader.first(sql.environments.ownerOf(cluster, namespace));
    if (owner) {
      return new AppError(
        'conflict',
        `Namespace ${namespace} of cluster ${cluster} belongs to ${pathOf(environmentOf(owner))} already. An environment is exactly one namespace: delete that environment first, or name another namespace.`,
      );
    }
    if (await reader.first(sql.environments.one(environment))) {
      return alreadyExists(nameOf(environment));
    }
    return outcome.kind === 'conflict'
      ? lostRace(`Namespace ${namespace} of cluster ${cluster}`)
      : unexpectedOutcome('environment.create', outcome.statement);
  }
}

const pathOf = (key: EnvironmentKey): string => `${key.tenant}.${key.project}.${key.id}`;
const nameOf = (key: EnvironmentKey): string => `Environment ${pathOf(key)}`;
