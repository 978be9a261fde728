import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { TenancyTables, TenantRow } from './tables.ts';
import type { Language, Tenant } from './tenant.ts';

/** Which of the named things a list may show; `all` for system roles. */
export type Visible = 'all' | readonly string[];

/** Statements and queries of the table `tenants`. */
export class TenantSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<TenantRow> {
    return this.#db.selectFrom('tenants').selectAll().orderBy('id').compile();
  }

  one(id: string): CompiledQuery<TenantRow> {
    return this.#db.selectFrom('tenants').selectAll().where('id', '=', id).compile();
  }

  page(after: string, limit: number, visible: Visible): CompiledQuery<TenantRow> {
    const query = this.#db.selectFrom('tenants').selectAll().where('id', '>', after);
    const shown = visible === 'all' ? query : query.where('id', 'in', [...visible]);
    return shown.orderBy('id').limit(limit).compile();
  }

  /** Precondition: the tenant exists. */
  exists(id: string): Statement {
    return statement(
      'tenant.exists',
      this.#db.selectFrom('tenants').select('id').where('id', '=', id).compile(),
      'one',
    );
  }

  insert(tenant: Tenant): Statement {
    return statement(
      'tenant.insert',
      this.#db.insertInto('tenants').values(rowOf(tenant)).compile(),
      'one',
    );
  }

  /** Stands only while the stored revision is the one before that of `tenant`. */
  replace(tenant: Tenant): Statement {
    const query = this.#db
      .updateTable('tenants')
      .set(rowOf(tenant))
      .where('id', '=', tenant.id)
      .where('revision', '=', tenant.revision - 1);
    return statement('tenant.replace', query.compile(), 'one');
  }

  delete(id: string): Statement {
    const query = this.#db.deleteFrom('tenants').where('id', '=', id);
    return statement('tenant.delete', query.compile(), 'one');
  }
}

function rowOf(tenant: Tenant): TenantRow {
  return {
    id: tenant.id,
    title: tenant.title,
    time_zone: tenant.timeZone,
    language: tenant.language,
    severities: JSON.stringify(tenant.severities),
    ...storedColumns(tenant),
  };
}

export function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.id,
    title: row.title,
    timeZone: row.time_zone,
    language: languageOf(row.language),
    severities: textsOf(row.severities),
    ...storedOf(row),
  };
}

/** What is stored as a language; only known ones are ever written. */
export function languageOf(text: string): Language {
  return text === 'zh' ? 'zh' : 'en';
}

/** A stored JSON list of texts. */
export function textsOf(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(String) : [];
}
