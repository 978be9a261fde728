import type { PeriodFigures } from '../../../alerting/incidents/history/analytics.ts';
import type { ReadAnalytics } from '../../../alerting/incidents/history/analytics-reader.ts';
import { csvLine } from '../../../alerting/incidents/history/export-incidents.ts';
import type { DeliveryRecord } from '../../../alerting/incidents/history/history-reader.ts';
import type { IncidentRecord } from '../../../alerting/incidents/incident-reader.ts';
import type { FACETS, FacetCounts } from '../../../alerting/incidents/search/facets.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type * as contract from '../../contract/incident-history.ts';
import { instant, instantOrNull } from './present.ts';
import { presentIncident } from './present-incident.ts';

export function presentRecord({ incident, lastEvent }: IncidentRecord) {
  return presentIncident(incident, lastEvent);
}

export function presentFacets({ total, isCapped, counts }: FacetCounts): contract.IncidentFacets {
  const values = (facet: (typeof FACETS)[number]) =>
    [...counts[facet]].map(([value, count]) => ({ value, count }));
  return {
    total,
    capped: isCapped,
    facets: {
      tenant: values('tenant'),
      severity: values('severity'),
      status: values('status'),
      project: values('project'),
      environment: values('environment'),
      rule: values('rule'),
      outcome: values('outcome'),
      acknowledged: values('acknowledged'),
    },
  };
}

export function presentDelivery(delivery: DeliveryRecord): contract.IncidentDelivery {
  return {
    id: delivery.id,
    channelId: delivery.channel_id,
    channelName: delivery.channel_name,
    purpose: delivery.purpose,
    state: delivery.state,
    reason: delivery.reason,
    createdAt: instant(delivery.createdAtMs),
    finishedAt: instantOrNull(delivery.finishedAtMs),
    attempts: delivery.attempts.map(({ atMs, outcome, status, durationMs, reason, detail }) => ({
      at: instant(atMs),
      outcome,
      status,
      durationMs,
      reason,
      detail,
    })),
  };
}

export function presentAnalytics(
  figures: ReadAnalytics,
  fromMs: number,
  toMs: number,
): contract.IncidentAnalytics {
  return {
    from: instant(fromMs),
    to: instant(toMs),
    capped: figures.isCapped,
    period: presentPeriod(figures.period),
    before: presentPeriod(figures.before),
    noisiest: [...figures.noisiest],
    flapping: [...figures.flapping],
    longestOpen: figures.longestOpen.map(({ startedAtMs, ...one }) => ({
      ...one,
      startedAt: instant(startedAtMs),
    })),
    strip: figures.strip.map(({ fromMs: hourMs, bySeverity }) => ({
      from: instant(hourMs),
      severities: [...bySeverity].map(([severity, count]) => ({ severity, count })),
    })),
  };
}

function presentPeriod(period: PeriodFigures): contract.IncidentAnalytics['period'] {
  const { toAcknowledge, toResolve, ...numbers } = period;
  return { ...numbers, toAcknowledge: { ...toAcknowledge }, toResolve: { ...toResolve } };
}

const CSV_COLUMNS = [
  'id',
  'title',
  'status',
  'severity',
  'startedAt',
  'resolvedAt',
  'resolveReason',
  'acknowledgedAt',
  'acknowledgedBy',
  'assignee',
  'owner',
  'project',
  'environment',
  'cluster',
  'namespace',
  'ruleId',
] as const;

export type ExportFormat = 'csv' | 'ndjson';

/** The text of an export, piece by piece. */
export async function* printExport(
  pages: AsyncIterable<readonly IncidentRecord[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `\uFEFF${csvLine([...CSV_COLUMNS, 'labels', 'summary'])}`;
  for await (const page of pages) {
    yield page.map((record) => printRecord(record, format)).join('');
  }
}

function printRecord(record: IncidentRecord, format: ExportFormat): string {
  const shown = presentRecord(record);
  if (format === 'ndjson') return `${JSON.stringify(shown)}\n`;
  const labels = JSON.stringify(labelsToObject(record.incident.labels));
  const summary = record.incident.annotations.get('summary') ?? null;
  return csvLine([...CSV_COLUMNS.map((column) => shown[column]), labels, summary]);
}
