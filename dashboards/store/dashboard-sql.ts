import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { StoredDashboard } from './dashboard.ts';
import type { KeptLimits } from './dashboard-limits.ts';
import { columnsOf, type NewVersion, type SourcedRow, type VersionLine } from './dashboard-row.ts';
import type { DashboardRow, DashboardTables } from './dashboard-tables.ts';

const LINE = ['revision', 'at_ms', 'author', 'message', 'title', 'kind'] as const;

/** Most dashboards that one statement drops. */
const DROPPED_AT_ONCE = 100;

/** Statements and queries of the tables of dashboards. */
export class DashboardSql {
  readonly #db: Kysely<DashboardTables>;
  readonly #limits: KeptLimits;

  constructor(dialect: Dialect, limits: KeptLimits) {
    this.#db = builderFor<DashboardTables>(dialect);
    this.#limits = limits;
  }

  /** Newest first. */
  ofOwner(owner: string, state: 'standing' | 'deleted'): CompiledQuery<DashboardRow> {
    return this.#db
      .selectFrom('dashboards')
      .selectAll()
      .where('owner', '=', owner)
      .where('deleted_at_ms', state === 'standing' ? 'is' : 'is not', null)
      .orderBy('id', 'desc')
      .compile();
  }

  /** Deleted ones too. */
  one(id: string): CompiledQuery<DashboardRow> {
    return this.#db.selectFrom('dashboards').selectAll().where('id', '=', id).compile();
  }

  /** One that stands, with its text. */
  byUid(owner: string, uid: string): CompiledQuery<SourcedRow> {
    return this.#sourced()
      .where('dashboards.owner', '=', owner)
      .where('dashboards.uid', '=', uid)
      .compile();
  }

  /** One that stands, with its text. */
  sourced(id: string): CompiledQuery<SourcedRow> {
    return this.#sourced().where('dashboards.id', '=', id).compile();
  }

  byCreation(owner: string, creationKey: string): CompiledQuery<SourcedRow> {
    return this.#sourced()
      .where('dashboards.owner', '=', owner)
      .where('dashboards.creation_key', '=', creationKey)
      .compile();
  }

  /** Newest first, those before `before`. */
  versions(id: string, before: number, limit: number): CompiledQuery<VersionLine> {
    return this.#db
      .selectFrom('dashboard_versions')
      .select(LINE)
      .where('dashboard_id', '=', id)
      .where('revision', '<', before)
      .orderBy('revision', 'desc')
      .limit(limit)
      .compile();
  }

  version(id: string, revision: number): CompiledQuery<VersionLine> {
    return this.#db
      .selectFrom('dashboard_versions')
      .select(LINE)
      .where('dashboard_id', '=', id)
      .where('revision', '=', revision)
      .compile();
  }

  /** The text as of a revision: a deletion has that of the version before. */
  sourceAt(id: string, revision: number): CompiledQuery<{ source: string | null }> {
    return this.#db
      .selectFrom('dashboard_versions')
      .select('source')
      .where('dashboard_id', '=', id)
      .where('revision', '<=', revision)
      .where('source', 'is not', null)
      .orderBy('revision', 'desc')
      .limit(1)
      .compile();
  }

  /** Precondition: the owner has fewer than it may. */
  belowLimit(owner: string): Statement {
    const query = this.#db
      .selectFrom('dashboards')
      .select('id')
      .where('owner', '=', owner)
      .where('deleted_at_ms', 'is', null)
      .orderBy('id')
      .limit(1)
      .offset(this.#limits.dashboards - 1);
    return statement('dashboard.below_limit', query.compile(), 'none');
  }

  /** Precondition, behind what is written: the texts of the owner are not more than they may be. */
  withinBytes(owner: string): Statement {
    const sum = this.#db
      .selectFrom('dashboard_versions')
      .select(sql<number>`sum(size_bytes)`.as('bytes'))
      .where('owner', '=', owner)
      .as('used');
    const query = this.#db
      .selectFrom(sum)
      .select('used.bytes')
      .where('used.bytes', '>', this.#limits.versionBytes);
    return statement('dashboard.within_bytes', query.compile(), 'none');
  }

  insert(dashboard: StoredDashboard, creationKey: string | null): Statement {
    const row = { ...columnsOf(dashboard), creation_key: creationKey };
    const insert = this.#db.insertInto('dashboards').values(row);
    return statement('dashboard.insert', insert.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `dashboard`. */
  replace(dashboard: StoredDashboard): Statement {
    const update = this.#db
      .updateTable('dashboards')
      .set(columnsOf(dashboard))
      .where('id', '=', dashboard.id)
      .where('revision', '=', dashboard.revision - 1);
    return statement('dashboard.replace', update.compile(), 'one');
  }

  /** A deleted one and all its versions; stands only while it is deleted at this revision. */
  erase({ id, revision }: StoredDashboard): Statement {
    const remove = this.#db
      .deleteFrom('dashboards')
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('deleted_at_ms', 'is not', null);
    return statement('dashboard.erase', remove.compile(), 'one');
  }

  /** Drops what was deleted longest ago beyond what is kept. */
  dropDeleted(owner: string): Statement {
    const beyond = this.#db
      .selectFrom('dashboards')
      .select('id')
      .where('owner', '=', owner)
      .where('deleted_at_ms', 'is not', null)
      .orderBy('deleted_at_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(DROPPED_AT_ONCE)
      .offset(this.#limits.deleted);
    const remove = this.#db.deleteFrom('dashboards').where('id', 'in', beyond);
    return statement('dashboard.drop_deleted', remove.compile());
  }

  insertVersion(version: NewVersion): Statement {
    const insert = this.#db.insertInto('dashboard_versions').values(version);
    return statement('dashboard.version', insert.compile(), 'one');
  }

  /** Drops versions beyond those that are kept. */
  dropVersions({ id, revision }: StoredDashboard): Statement {
    const remove = this.#db
      .deleteFrom('dashboard_versions')
      .where('dashboard_id', '=', id)
      .where('revision', '<=', revision - this.#limits.versions);
    return statement('dashboard.drop_versions', remove.compile());
  }

  /** Drops all versions but the latest, where that has a text: of one that stands. */
  dropPast({ id, revision }: StoredDashboard): Statement {
    const remove = this.#db
      .deleteFrom('dashboard_versions')
      .where('dashboard_id', '=', id)
      .where('revision', '<', revision);
    return statement('dashboard.drop_past', remove.compile());
  }

  /** Precondition: it stands, at this revision. */
  stands({ id, revision }: StoredDashboard): Statement {
    const query = this.#db
      .selectFrom('dashboards')
      .select('id')
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('deleted_at_ms', 'is', null);
    return statement('dashboard.stands', query.compile(), 'one');
  }

  #sourced() {
    return this.#db
      .selectFrom('dashboards')
      .innerJoin('dashboard_versions as version', (join) =>
        join
          .onRef('version.dashboard_id', '=', 'dashboards.id')
          .onRef('version.revision', '=', 'dashboards.revision'),
      )
      .selectAll('dashboards')
      .select('version.source')
      .where('dashboards.deleted_at_ms', 'is', null);
  }
}
