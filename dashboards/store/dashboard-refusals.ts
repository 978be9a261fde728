import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome } from '../../platform/state/state.ts';
import { lostRace, unexpectedOutcome } from '../../platform/tenancy/refusals.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { StoredDashboard } from './dashboard.ts';
import { DASHBOARD_LIMITS } from './dashboard-limits.ts';

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
      throw new AppError(
        'limited',
        `${owner} has ${dashboards} dashboards, the most that are kept. Delete one that nobody needs.`,
      );
    case 'dashboard.within_bytes':
      throw new AppError(
        'limited',
        `The versions of the dashboards of ${owner} have ${versionBytes / 1e6} MB, the most that are kept. Drop old versions of large dashboards, or remove deleted dashboards for good.`,
      );
    case 'tenant.exists':
    case 'project.exists':
    case 'environment.exists': {
      const place = printScopeName(dashboard.scope);
      throw new AppError('conflict', `${place} was deleted meanwhile. Choose another place.`);
    }
    default:
      throw unexpectedOutcome('dashboards', outcome.statement);
  }
}

/** The same whether or not the caller may see the one that has it. */
export function uidTaken(owner: string, uid: string): AppError {
  return new AppError(
    'conflict',
    `${owner} has a dashboard with the uid ${uid} already. Change that one, give this one another uid, or import it as a copy.`,
  );
}
