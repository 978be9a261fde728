import { checkName, checkText, findings } from './field-checks.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import type { Project } from './project.ts';
import { projectOf } from './project-sql.ts';
import { refuseUsedUp } from './quota-sql.ts';
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
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import type { Visible } from './tenant-sql.ts';

/** What can be done with projects. Who may is decided before. */
export class Projects {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /** @throws AppError `not_found`. */
  async get(tenant: string, id: string): Promise<Project> {
    const row = await this.#context.reader.first(this.#context.sql.projects.one(tenant, id));
    if (!row) throw notFound(nameOf(tenant, id));
    return projectOf(row);
  }

  /** In the order of their ids, only the visible ones (`visibleProjects`). */
  async list(tenant: string, page: PageRequest, visible: Visible): Promise<Page<Project>> {
    const after = keyAfter(page);
    if (visible.length === 0) return { items: [], nextCursor: null };
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.projects.page(tenant, after, rowsFor(page), visible));
    return pageFrom(rows.map(projectOf), page, (project) => project.id);
  }

  /** @throws AppError `invalid`, `not_found` (the tenant), `conflict`, `limited`. */
  async create(
    tenant: string,
    input: { readonly id: string; readonly title: string },
  ): Promise<Project> {
    refuseFindings(
      'The project cannot be created',
      findings(checkName(input.id, '/id'), checkText(input.title, '/title', 200)),
    );
    const { sql, commits, clock } = this.#context;
    const project: Project = {
      tenant,
      id: input.id,
      title: input.title,
      ...newlyStored(clock.nowMs()),
    };
    const batch = sql.version.batch('project.create', [
      sql.tenants.exists(tenant),
      sql.quotas.leaves('projects', tenant),
      sql.projects.insert(project),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    refuseUsedUp(outcome, tenant);
    if (outcome.kind === 'rejected') throw notFound(`Tenant ${tenant}`);
    if (outcome.kind === 'conflict') throw alreadyExists(nameOf(tenant, input.id));
    return project;
  }

  /** @throws AppError `not_found`, `invalid`, `conflict` (declared), `precondition_failed`. */
  async update(
    tenant: string,
    id: string,
    fields: { readonly title: string },
    expected: number | null,
  ): Promise<Project> {
    const before = await this.get(tenant, id);
    refuseDeclared(nameOf(tenant, id), before);
    refuseOtherRevision(nameOf(tenant, id), before, expected);
    const found = findings(checkText(fields.title, '/title', 200));
    refuseFindings(`${nameOf(tenant, id)} cannot be changed`, found);
    const { sql, commits, clock } = this.#context;
    const project: Project = {
      tenant,
      id,
      title: fields.title,
      ...changedAt(before, clock.nowMs()),
    };
    const batch = sql.version.batch('project.update', [sql.projects.replace(project)]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind !== 'committed') throw lostRace(nameOf(tenant, id));
    return project;
  }

  /**
   * Takes its role bindings with it and revokes its tokens.
   * @throws AppError `not_found`, `conflict` (declared, or still referenced).
   */
  async delete(tenant: string, id: string): Promise<void> {
    refuseDeclared(nameOf(tenant, id), await this.get(tenant, id));
    const { reader, sql, commits, clock, revocations } = this.#context;
    const node = { tenant, project: id, environment: null };
    const references = [
      { noun: 'environments', query: sql.environments.namesIn(tenant, id) },
      { noun: 'declared role bindings', query: sql.bindings.declaredOn(node) },
      { noun: 'declared tokens', query: sql.tokens.declaredOn(node) },
      ...referencesTo({ kind: 'project', tenant, project: id }, this.#context.references),
    ];
    const batch = sql.version.batch('project.delete', [
      ...unreferenced(references),
      sql.bindings.deleteOn(node),
      sql.tokens.revokeOn(node, clock.nowMs()),
      sql.projects.delete(tenant, id),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    const attempted = `${nameOf(tenant, id)} cannot be deleted`;
    await refuseReferenced(reader, outcome, references, attempted);
    if (outcome.kind !== 'committed') throw lostRace(nameOf(tenant, id));
    revocations.announce(...revokedBy(batch.statements, outcome.results));
  }
}

const nameOf = (tenant: string, id: string): string => `Project ${tenant}.${id}`;
