import { DASHBOARD_MIGRATIONS } from '../../dashboards/migrations.ts';
import { DashboardBook } from '../../dashboards/store/dashboard-book.ts';
import { DASHBOARD_LIMITS, type KeptLimits } from '../../dashboards/store/dashboard-limits.ts';
import { DashboardRepository } from '../../dashboards/store/dashboard-repository.ts';
import { DashboardService } from '../../dashboards/store/dashboard-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createUlidSource } from '../../platform/ids/ulid.ts';
import type { State } from '../../platform/state/state.ts';
import { EnvironmentSql } from '../../platform/tenancy/environment-sql.ts';
import { tenancyMigration } from '../../platform/tenancy/migration-0001-tenancy.ts';
import { nodeExists } from '../../platform/tenancy/node-exists.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { ProjectSql } from '../../platform/tenancy/project-sql.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import {
  parseNodePath,
  parseScopeName,
  type ScopeName,
} from '../../platform/tenancy/scope-name.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { tenancySql } from '../../platform/tenancy/tenancy-context.ts';
import { TenantSql } from '../../platform/tenancy/tenant-sql.ts';
import type { TestStates } from './both-states.ts';
import { testDirectory } from './rule-fixture.ts';

/** Two tenants with the places of `testDirectory`, and the dashboards of both. */
export interface DashboardWorld {
  readonly state: State;
  readonly clock: VirtualClock;
  readonly dashboards: DashboardRepository;
  readonly book: DashboardBook;
  readonly service: DashboardService;
  /** What the log of the service says. */
  readonly said: readonly (readonly [message: string, fields: unknown])[];
  readonly sql: ReturnType<typeof tenancySql>;
}

export async function openDashboardWorld(
  { dialect, open }: TestStates,
  limits: Partial<KeptLimits> = {},
): Promise<DashboardWorld> {
  const state = await open([tenancyMigration, ...DASHBOARD_MIGRATIONS]);
  const directory = testDirectory();
  const stored = newlyStored(0);
  const mark = dialect === 'sqlite' ? '?' : '$1';
  const statements = [
    ...directory.clusters.map((id) => ({
      name: 'cluster.insert',
      sql: `INSERT INTO clusters (id, title, settings, declared, revision, created_at_ms, updated_at_ms) VALUES (${mark}, '', '{}', 0, 1, 0, 0)`,
      parameters: [id],
      expect: 'one' as const,
    })),
    ...[...directory.tenants.values()].map((tenant) =>
      new TenantSql(dialect).insert({ ...tenant, ...stored }),
    ),
    ...directory.projects.map((project) =>
      new ProjectSql(dialect).insert({ ...project, ...stored }),
    ),
    ...directory.environments.map((environment) =>
      new EnvironmentSql(dialect).insert({ ...environment, ...stored }),
    ),
  ];
  const outcome = await state.commit({ name: 'test', statements });
  if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome));
  const clock = new VirtualClock();
  const said: (readonly [string, unknown])[] = [];
  const logger = {
    info: (fields: unknown, message: unknown) => said.push([String(message), fields]),
  };
  const newId = createUlidSource(clock, () => 0.5);
  const sql = tenancySql(dialect);
  const dashboards = new DashboardRepository(state, { ...DASHBOARD_LIMITS, ...limits });
  const placeStands = (scope: ScopeName) =>
    nodeExists(sql, scope.kind === 'node' ? scope.node : null);
  const book = new DashboardBook({ dashboards, placeStands, clock, newId });
  const service = new DashboardService({
    dashboards,
    book,
    directory: () => directory,
    newId,
    logger,
  });
  return { state, clock, dashboards, book, service, sql, said };
}

/** The JSON of a dashboard, as somebody writes it; members replace its own. */
export function boardText(uid: string, more: Readonly<Record<string, unknown>> = {}): string {
  const targets = [{ refId: 'A', expr: 'up' }];
  const panels = [{ id: 1, type: 'timeseries', title: 'Up', targets }];
  return JSON.stringify({ uid, title: uid, tags: [], panels, ...more });
}

export function scopeNamed(text: string): ScopeName {
  const scope = parseScopeName(text);
  if (scope === undefined) throw new Error(`no scope: ${text}`);
  return scope;
}

/** A token that holds these permissions on a node; null: on everything. */
export function tokenOn(path: string | null, ...permissions: readonly Permission[]): Principal {
  const node = path === null ? null : (parseNodePath(path) ?? null);
  return { kind: 'token', id: 'token', name: 'token', node, permissions: new Set(permissions) };
}
