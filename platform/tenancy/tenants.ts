import { checkName, findings } from './field-checks.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import { type Reference, referencesTo, refuseReferenced, unreferenced } from './references.ts';
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
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import { checkTenantFields, type Tenant, type TenantFields } from './tenant.ts';
import { tenantOf, type Visible } from './tenant-sql.ts';

/** What can be done with tenants. Who may is decided before. */
export class Tenants {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /** @throws AppError `not_found`. */
  async get(id: string): Promise<Tenant> {
    const row = await this.#context.reader.first(this.#context.sql.tenants.one(id));
    if (!row) throw notFound(nameOf(id));
    return tenantOf(row);
  }

  /** In the order of their ids, only the visible ones (`visibleTenants`). */
  async list(page: PageRequest, visible: Visible): Promise<Page<Tenant>> {
    const after = keyAfter(page);
    if (visible.length === 0) return { items: [], nextCursor: null };
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.tenants.page(after, rowsFor(page), visible));
    return pageFrom(rows.map(tenantOf), page, (tenant) => tenant.id);
  }

  /** @throws AppError `invalid`, `conflict`. */
  async create(input: TenantFields & { readonly id: string }): Promise<Tenant> {
    refuseFindings(
      'The tenant cannot be created',
      findings(checkName(input.id, '/id'), checkTenantFields(input)),
    );
    const { id, title, timeZone, language, severities } = input;
    const stored = newlyStored(this.#context.clock.nowMs());
    const tenant: Tenant = { id, title, timeZone, language, severities, ...stored };
    const { sql, commits } = this.#context;
    const batch = sql.version.batch('tenant.create', [sql.tenants.insert(tenant)]);
    const outcome = await commits.commit(batch, 'directory');
    if (outcome.kind === 'committed') return tenant;
    if (outcome.kind === 'conflict') throw alreadyExists(nameOf(id));
    throw unexpectedOutcome(batch.name, outcome.statement);
  }

  /**
   * @param expected revision that was read; null overwrites.
   * @throws AppError `not_found`, `invalid`, `conflict` (declared, or a severity in use is left
   * out), `precondition_failed`.
   */
  async update(id: string, fields: TenantFields, expected: number | null): Promise<Tenant> {
    const before = await this.get(id);
    refuseDeclared(nameOf(id), before);
    refuseOtherRevision(nameOf(id), before, expected);
    refuseFindings(`${nameOf(id)} cannot be changed`, checkTenantFields(fields));
    const { title, timeZone, language, severities } = fields;
    const stored = changedAt(before, this.#context.clock.nowMs());
    const tenant: Tenant = { id, title, timeZone, language, severities, ...stored };
    await this.#replace(tenant, before);
    return tenant;
  }

  /**
   * Takes its tokens and role bindings with it.
   * @throws AppError `not_found`, `conflict` (declared, or still referenced).
   */
  async delete(id: string): Promise<void> {
    refuseDeclared(nameOf(id), await this.get(id));
    const { reader, sql, commits, revocations } = this.#context;
    const node = { tenant: id, project: null, environment: null };
    const references = [
      { noun: 'projects', query: sql.projects.namesIn(id) },
      { noun: 'declared role bindings', query: sql.bindings.declaredOn(node) },
      { noun: 'declared tokens', query: sql.tokens.declaredOn(node) },
      ...referencesTo({ kind: 'tenant', tenant: id }, this.#context.references),
    ];
    const batch = sql.version.batch('tenant.delete', [
      ...unreferenced(references),
      sql.bindings.deleteOn(node),
      sql.tokens.deleteOf(id),
      sql.tenants.delete(id),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    await refuseReferenced(reader, outcome, references, `${nameOf(id)} cannot be deleted`);
    if (outcome.kind !== 'committed') throw lostRace(nameOf(id));
    revocations.announce(...revokedBy(batch.statements, outcome.results));
  }

  async #replace(tenant: Tenant, before: Tenant): Promise<void> {
    const { reader, sql, commits } = this.#context;
    const dropped = before.severities.filter((severity) => !tenant.severities.includes(severity));
    const references: readonly Reference[] = dropped.flatMap((severity) =>
      referencesTo({ kind: 'severity', tenant: tenant.id, severity }, this.#context.references),
    );
    const batch = sql.version.batch('tenant.update', [
      ...unreferenced(references),
      sql.tenants.replace(tenant),
    ]);
    const outcome = await commits.commit(batch, 'directory');
    const attempted = `${nameOf(tenant.id)} cannot lose the severity ${dropped.join(', ')}`;
    await refuseReferenced(reader, outcome, references, attempted);
    if (outcome.kind !== 'committed') throw lostRace(nameOf(tenant.id));
  }
}

const nameOf = (id: string): string => `Tenant ${id}`;
