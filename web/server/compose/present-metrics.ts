import type { BoardMetrics } from '../../../dashboards/grafana/boards/tenant-boards.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { type Directory, nodeOf } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';

/** Names of one question: they are sent in an address. */
const NAMES_AT_ONCE = 100;

/** What a tenant's metrics are, asked of each of its clusters in the tenant's own scope. */
export function presentMetrics(
  named: Pick<ScopedMetrics, 'present'>,
  directory: () => Directory,
  clock: Pick<Clock, 'nowMs'>,
): BoardMetrics {
  return {
    present: async (owner, names, signal) => {
      const current = directory();
      const own = current.environments.filter((one) => nodeOf(one).tenant === owner);
      const node = { tenant: owner, project: null, environment: null };
      const found = new Set<string>();
      for (const cluster of [...new Set(own.map((one) => one.cluster))].sort()) {
        const scope = scopeOfRule(current, { kind: 'node', node, cluster });
        for (let first = 0; first < names.length; first += NAMES_AT_ONCE) {
          const some = names.slice(first, first + NAMES_AT_ONCE);
          for (const name of await named.present(scope, some, clock.nowMs(), signal))
            found.add(name);
        }
      }
      return found;
    },
  };
}
