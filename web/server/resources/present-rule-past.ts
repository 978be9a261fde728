import type { PastMessage } from '../../../alerting/rules/simulate/past-messages.ts';
import type {
  PastNotice,
  PastResult,
  PastSeries,
} from '../../../alerting/rules/simulate/past-result.ts';
import type { InstantGrid } from '../../../alerting/rules/simulate/past-slice.ts';
import type { ClusterPast } from '../../../alerting/rules/simulate/rule-past.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type * as contract from '../../contract/rule-past.ts';
import { instant, instantOrNull } from './present.ts';

/** What a rule would have done, as the API shows it. */
export function presentPast(clusters: readonly ClusterPast[]): contract.RulePast {
  const shown: contract.RulePast = { clusters: [], refused: [], failed: [] };
  for (const one of clusters) {
    const { cluster } = one;
    if (one.kind === 'refused') shown.refused.push({ cluster, reason: one.reason });
    else if (one.kind === 'failed') shown.failed.push({ cluster, ...one.error });
    else
      shown.clusters.push({
        cluster,
        ...presentResult(one.result),
        messages: one.messages.map(presentMessage),
      });
  }
  return shown;
}

function presentResult(result: PastResult): Omit<contract.ClusterPast, 'cluster' | 'messages'> {
  const { instants, columns, series, levels, events, notifications, notices, ...counts } = result;
  return {
    ...counts,
    instants: presentGrid(instants),
    columns: presentGrid(columns),
    series: series.map(presentSeries),
    levels: levels.map(({ bands, ...level }) => ({
      ...level,
      bands: bands.map(({ fromMs, toMs }) => ({ from: instant(fromMs), to: instant(toMs) })),
    })),
    events: events.map(({ atMs, kind, severity, labels }) => ({
      at: instant(atMs),
      kind,
      severity,
      labels: labelsToObject(labels),
    })),
    notifications: {
      total: notifications.total,
      channels: notifications.channels.map((channel) => ({ ...channel })),
      purposes: [...notifications.purposes].map(([purpose, count]) => ({ purpose, count })),
      told: notifications.told.map(({ atMs, ...message }) => ({ at: instant(atMs), ...message })),
      unsent: [...notifications.unsent].map(([reason, count]) => ({ reason, count })),
    },
    notices: notices.map(presentNotice),
  };
}

function presentGrid({ startMs, stepMs, count }: InstantGrid) {
  return { start: instant(startMs), stepMs, count };
}

function presentSeries({ labels, spans, fired, values, extreme }: PastSeries): contract.PastSeries {
  return {
    labels: labelsToObject(labels),
    fired,
    spans: spans.map(({ level, activeAtMs, firedAtMs, resolvedAtMs }) => ({
      level,
      activeAt: instant(activeAtMs),
      firedAt: instant(firedAtMs),
      resolvedAt: instantOrNull(resolvedAtMs),
    })),
    extreme: finiteOrNull(extreme),
    values: values === null ? null : [...values],
  };
}

function presentNotice(notice: PastNotice): contract.PastNotice {
  if (notice.kind !== 'cut_off') return notice;
  return { kind: notice.kind, until: instant(notice.untilMs) };
}

function presentMessage(message: PastMessage): contract.PastMessage {
  const { atMs, labels, annotations, value, problems, ...rest } = message;
  return {
    ...rest,
    at: instant(atMs),
    labels: labelsToObject(labels),
    annotations: labelsToObject(annotations),
    value: finiteOrNull(value),
    problems: [...problems],
  };
}

/** JSON has no other numbers. */
function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
