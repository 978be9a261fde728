import type { BatchOutcome, State, Statement } from '../../platform/state/state.ts';
import type { Author } from '../../platform/tenancy/author.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import type {
  DashboardVersion,
  DashboardWithSource,
  StoredDashboard,
  VersionKind,
} from './dashboard.ts';
import { DASHBOARD_LIMITS, type KeptLimits } from './dashboard-limits.ts';
import { dashboardOf, type NewVersion, sourcedOf, versionOf } from './dashboard-row.ts';
import { DashboardSql } from './dashboard-sql.ts';

/** One more version, which is the dashboard from now on. */
export interface DashboardWrite {
  /** As it is afterwards. */
  readonly dashboard: StoredDashboard;
  readonly kind: VersionKind;
  /** Null for `deleted`. */
  readonly source: string | null;
  readonly message: string;
  readonly atMs: number;
  /** Null where no person did it. */
  readonly author: Author | null;
  /** Preconditions that are committed with it. */
  readonly statements: readonly Statement[];
}

/** Dashboards in the state; their texts are read where they are asked for. One process writes. */
export class DashboardRepository {
  readonly #state: State;
  readonly #sql: DashboardSql;

  constructor(state: State, limits: KeptLimits = DASHBOARD_LIMITS) {
    this.#state = state;
    this.#sql = new DashboardSql(state.dialect, limits);
  }

  /** Newest first. */
  async ofOwner(owner: string, state: 'standing' | 'deleted'): Promise<readonly StoredDashboard[]> {
    const rows = await this.#state.all(this.#sql.ofOwner(owner, state));
    return rows.map(dashboardOf);
  }

  /** Deleted ones too. */
  async any(owner: string, id: string): Promise<StoredDashboard | null> {
    const row = await this.#state.first(this.#sql.one(id));
    return row?.owner === owner ? dashboardOf(row) : null;
  }

  async get(owner: string, id: string): Promise<DashboardWithSource | null> {
    const row = await this.#state.first(this.#sql.sourced(id));
    return row?.owner === owner ? sourcedOf(row) : null;
  }

  async byUid(owner: string, uid: string): Promise<DashboardWithSource | null> {
    const row = await this.#state.first(this.#sql.byUid(owner, uid));
    return row === undefined ? null : sourcedOf(row);
  }

  async byCreation(owner: string, creationKey: string): Promise<DashboardWithSource | null> {
    const row = await this.#state.first(this.#sql.byCreation(owner, creationKey));
    return row === undefined ? null : sourcedOf(row);
  }

  /** Newest first. */
  async versions(id: string, page: PageRequest): Promise<Page<DashboardVersion>> {
    const after = keyAfter(page);
    const before = after === '' ? Number.MAX_SAFE_INTEGER : Number(after);
    const query = this.#sql.versions(id, Number.isSafeInteger(before) ? before : 0, rowsFor(page));
    const rows = await this.#state.all(query);
    return pageFrom(rows.map(versionOf), page, ({ revision }) => String(revision));
  }

  /** Null when there is none, or when it was dropped. */
  async version(
    id: string,
    revision: number,
  ): Promise<(DashboardVersion & { readonly source: string }) | null> {
    if (!Number.isSafeInteger(revision)) return null;
    const [row, text] = await Promise.all([
      this.#state.first(this.#sql.version(id, revision)),
      this.#state.first(this.#sql.sourceAt(id, revision)),
    ]);
    if (row === undefined || text === undefined || text.source === null) return null;
    return { ...versionOf(row), source: text.source };
  }

  /** Outcome `rejected` at `dashboard.below_limit`; `conflict` at `dashboard.insert` when the uid or key is taken. */
  create(write: DashboardWrite, creationKey: string | null): Promise<BatchOutcome> {
    const { dashboard } = write;
    const { owner } = dashboard;
    return this.#commit('dashboard.create', write, [
      this.#sql.belowLimit(owner),
      this.#sql.insert(dashboard, creationKey),
    ]);
  }

  /** Outcome `rejected` at `dashboard.replace`: the stored revision is not the one before. */
  change(write: DashboardWrite): Promise<BatchOutcome> {
    return this.#commit('dashboard.change', write, [this.#sql.replace(write.dashboard)]);
  }

  /** As `change`, of one that was deleted: counts as a new one does. */
  revive(write: DashboardWrite): Promise<BatchOutcome> {
    return this.#commit('dashboard.revive', write, [
      this.#sql.belowLimit(write.dashboard.owner),
      this.#sql.replace(write.dashboard),
    ]);
  }

  /** As `change`; what was deleted long ago is dropped. */
  remove(write: DashboardWrite): Promise<BatchOutcome> {
    const { dashboard } = write;
    const drop = this.#sql.dropDeleted(dashboard.owner);
    return this.#commit('dashboard.delete', write, [this.#sql.replace(dashboard), drop]);
  }

  /** A deleted one goes with its versions. Outcome `rejected` at `dashboard.erase`: a lost race. */
  erase(dashboard: StoredDashboard): Promise<BatchOutcome> {
    const statements = [this.#sql.erase(dashboard)];
    return this.#state.commit({ name: 'dashboard.erase', statements });
  }

  /** All versions but the latest. Outcome `rejected` at `dashboard.stands`: a lost race. */
  dropPast(dashboard: StoredDashboard): Promise<BatchOutcome> {
    const statements = [this.#sql.stands(dashboard), this.#sql.dropPast(dashboard)];
    return this.#state.commit({ name: 'dashboard.drop_past', statements });
  }

  /** Outcome `rejected` at `dashboard.within_bytes`: the owner's texts are used up. */
  #commit(
    name: string,
    write: DashboardWrite,
    statements: readonly Statement[],
  ): Promise<BatchOutcome> {
    const { dashboard, source } = write;
    const bounded = source === null ? [] : [this.#sql.withinBytes(dashboard.owner)];
    return this.#state.commit({
      name,
      statements: [
        ...write.statements,
        ...statements,
        this.#sql.insertVersion(versionRow(write)),
        this.#sql.dropVersions(dashboard),
        ...bounded,
      ],
    });
  }
}

function versionRow({
  dashboard,
  kind,
  source,
  message,
  atMs,
  author,
}: DashboardWrite): NewVersion {
  return {
    dashboard_id: dashboard.id,
    owner: dashboard.owner,
    revision: dashboard.revision,
    kind,
    at_ms: atMs,
    author: author?.name ?? null,
    author_id: author?.id ?? null,
    message,
    title: dashboard.title,
    source,
    size_bytes: source === null ? 0 : Buffer.byteLength(source),
  };
}
