import type { CompiledQuery, Kysely } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import type { Project } from './project.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { ProjectRow, TenancyTables } from './tables.ts';
import type { Visible } from './tenant-sql.ts';

/** Statements and queries of the table `projects`. */
export class ProjectSql {
  readonly #db: Kysely<TenancyTables>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<ProjectRow> {
    return this.#db.selectFrom('projects').selectAll().orderBy('tenant').orderBy('id').compile();
  }

  one(tenant: string, id: string): CompiledQuery<ProjectRow> {
    return this.#of(tenant).where('id', '=', id).compile();
  }

  page(tenant: string, after: string, limit: number, visible: Visible): CompiledQuery<ProjectRow> {
    const query = this.#of(tenant).where('id', '>', after);
    const shown = visible === 'all' ? query : query.where('id', 'in', [...visible]);
    return shown.orderBy('id').limit(limit).compile();
  }

  /** Names of the tenant's projects, a few. */
  namesIn(tenant: string): CompiledQuery<{ name: string }> {
    return this.#db
      .selectFrom('projects')
      .select('id as name')
      .where('tenant', '=', tenant)
      .orderBy('id')
      .limit(5)
      .compile();
  }

  /** Precondition: the project exists. */
  exists(tenant: string, id: string): Statement {
    const query = this.#db
      .selectFrom('projects')
      .select('id')
      .where('tenant', '=', tenant)
      .where('id', '=', id);
    return statement('project.exists', query.compile(), 'one');
  }

  insert(project: Project): Statement {
    const query = this.#db.insertInto('projects').values(rowOf(project));
    return statement('project.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `project`. */
  replace(project: Project): Statement {
    const query = this.#db
      .updateTable('projects')
      .set(rowOf(project))
      .where('tenant', '=', project.tenant)
      .where('id', '=', project.id)
      .where('revision', '=', project.revision - 1);
    return statement('project.replace', query.compile(), 'one');
  }

  delete(tenant: string, id: string): Statement {
    const query = this.#db.deleteFrom('projects').where('tenant', '=', tenant).where('id', '=', id);
    return statement('project.delete', query.compile(), 'one');
  }

  #of(tenant: string) {
    return this.#db.selectFrom('projects').selectAll().where('tenant', '=', tenant);
  }
}

function rowOf(project: Project): ProjectRow {
  const { tenant, id, title } = project;
  return { tenant, id, title, ...storedColumns(project) };
}

export function projectOf(row: ProjectRow): Project {
  const { tenant, id, title } = row;
  return { tenant, id, title, ...storedOf(row) };
}
