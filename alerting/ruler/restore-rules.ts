import { labelsKey } from '../../platform/model/labels.ts';
import type { AlertingRule } from '../rules/manifests/rule-group.ts';
import type { ActiveAlert } from './alert-state.ts';
import type { RuleTurn } from './evaluate-rule.ts';
import type { AlertStateSeries } from './read-alert-state.ts';
import { isRestorable, restoredActiveAtMs } from './restore-alert.ts';
import { groupKeyOf } from './ruled-group.ts';
import type { RunnerParts } from './ruler-parts.ts';
import type { RunningRule } from './running-rule.ts';

const CLOCKS_DIFFER_MS = 60_000;

/**
 * Gives the alerts of a group's rules back since when they are active, after a restart. Rejects when
 * that cannot be read now; rules that were read are restored then.
 */
export async function restoreRules(
  rules: readonly RunningRule[],
  turn: Omit<RuleTurn, 'atMs'>,
  parts: RunnerParts,
): Promise<void> {
  for (const rule of rules) {
    const { definition } = rule;
    if (rule.isRestored) continue;
    if (definition.kind === 'alerting') await restoreAlerts(rule, definition, turn, parts);
    rule.isRestored = true;
  }
}

async function restoreAlerts(
  rule: RunningRule,
  { forMs, alert }: AlertingRule,
  { cluster, group, signal }: Omit<RuleTurn, 'atMs'>,
  parts: RunnerParts,
): Promise<void> {
  const { clock, settings, write, alertState, kept } = parts;
  const timing = { forMs, gracePeriodMs: settings.forGracePeriodMs };
  if (!isRestorable(timing) || rule.active.size === 0) return;
  const nowMs = clock.nowMs();
  const source = write.takes(cluster) ? alertState : kept;
  const { owner } = group;
  const minMs = nowMs - settings.outageToleranceMs;
  const place = { cluster, owner, group: groupKeyOf(group), alert };
  // Another process may have written it, by its clock.
  const maxMs = source === kept ? nowMs + CLOCKS_DIFFER_MS : nowMs;
  const stored = await source.read({ ...place, minMs, maxMs }, signal);
  const byLabels = new Map(stored.map((series) => [labelsKey(series.labels), series]));
  rule.active = new Map(
    [...rule.active].map(([key, active]) => {
      const series = byLabels.get(key);
      return [key, series ? restored(active, series, timing, nowMs) : active];
    }),
  );
}

function restored(
  alert: ActiveAlert,
  series: AlertStateSeries,
  timing: Parameters<typeof restoredActiveAtMs>[1],
  nowMs: number,
): ActiveAlert {
  const activeAtMs = restoredActiveAtMs(series, timing, nowMs);
  return activeAtMs === null ? alert : { ...alert, activeAtMs };
}
