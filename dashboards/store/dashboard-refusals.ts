import type { AppError } from '../../platform/errors/app-error.ts';
import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import type { BatchOutcome } from '../../platform/state/state.ts';
import { lostRace, unexpectedOutcome } from '../../platform/tenancy/refusals.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import { importRefusal } from '../import/import-refusal.ts';
import type { StoredDashboard } from './dashboard.ts';
import { DASHBOARD_LIMITS } from './dashboard-limits.ts';
import { RefusedDashboard } from './refused-dashboard.ts';

/** @throws AppError that says why the batch was turned down, and what to do */
export function refuseDashboardOutcome(outcome: BatchOutcome, dashboard: StoredDashboard): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw uidTaken(dashboard.owner, dashboard.uid);
  const { owner, id } = dashboard;
  const { dashboards, versionBytes } = DASHBOARD_LIMITS;
  switch (outcome.statement) {
    case 'dashboard.replace':
    case 'dashboard.erase':
    case 'dashboard.stands':
      throw lostRace(`Dashboard ${id}`);
    case 'dashboard.below_limit':
      throw refusedAs('limited', 'dashboards_limit', { owner, most: dashboards });
    case 'dashboard.within_bytes':
      throw refusedAs('limited', 'versions_limit', { owner, most: versionBytes / 1e6 });
    case 'tenant.exists':
    case 'project.exists':
    case 'environment.exists':
      throw refusedAs('conflict', 'place_gone', { scope: printScopeName(dashboard.scope) });
    default:
      throw unexpectedOutcome('dashboards', outcome.statement);
  }
}

/** The same whether or not the caller may see the one that has it. */
export function uidTaken(owner: string, uid: string): AppError {
  return refusedAs('conflict', 'uid_taken', { owner, uid });
}

/** As the report of an import says it. */
export function refusedAs(
  kind: ErrorKind,
  ...refusal: Parameters<typeof importRefusal>
): RefusedDashboard {
  return new RefusedDashboard(kind, importRefusal(...refusal));
}
