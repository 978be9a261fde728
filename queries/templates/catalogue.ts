import { COMPONENT_ROWS } from './catalogue/control-plane.data.ts';
import { HOST_ROWS } from './catalogue/host.data.ts';
import { INGRESS_ROWS } from './catalogue/ingresses.data.ts';
import { METERING_ROWS } from './catalogue/metering.data.ts';
import { OBJECT_ROWS } from './catalogue/objects.data.ts';
import { POD_STATE_ROWS } from './catalogue/pods.data.ts';
import { USAGE_ROWS } from './catalogue/usage.data.ts';
import { VOLUME_ROWS } from './catalogue/volumes.data.ts';
import { WORKLOAD_ROWS } from './catalogue/workloads.data.ts';
import { LEVELS, type MetricLevel } from './levels.data.ts';
import type { MetricRow, NamedMetric } from './named-metric.ts';

/** All rows in the order in which they are listed. */
const ROWS: readonly MetricRow[] = [
  ...HOST_ROWS,
  ...USAGE_ROWS,
  ...POD_STATE_ROWS,
  ...WORKLOAD_ROWS,
  ...OBJECT_ROWS,
  ...VOLUME_ROWS,
  ...INGRESS_ROWS,
  ...COMPONENT_ROWS,
  ...METERING_ROWS,
];

/** Every named metric, in the order of the catalogue. Ids are unique (checked by a test). */
export const NAMED_METRICS: readonly NamedMetric[] = ROWS.map(namedMetric);

const BY_ID: ReadonlyMap<string, NamedMetric> = new Map(
  NAMED_METRICS.map((metric) => [metric.id, metric]),
);

export function findNamedMetric(id: string): NamedMetric | undefined {
  return BY_ID.get(id);
}

/** What a question without names asks for: everything of a level but metering. */
export function metricsOfLevel(level: MetricLevel): readonly NamedMetric[] {
  return NAMED_METRICS.filter((metric) => metric.level === level && !metric.metering);
}

/** A row with its macros filled in. `$by` of a level without labels leaves `sum by () (…)`. */
export function namedMetric(row: MetricRow): NamedMetric {
  const spec = LEVELS[row.level];
  const prefix = row.level === 'component' ? '' : `${row.level}_`;
  return {
    id: `${row.metering === true ? 'meter_' : ''}${prefix}${row.item}`,
    level: row.level,
    component: row.component ?? null,
    unit: row.unit,
    title: { en: row.en, zh: row.zh },
    labels: row.labels ?? spec.labels,
    template: row.promql
      .replaceAll('by ($by, ', spec.labels.length === 0 ? 'by (' : 'by ($by, ')
      .replaceAll('$by', spec.labels.join(', '))
      .replaceAll('$filters', spec.selector),
    idle: row.idle ?? 'none',
    metering: row.metering === true,
  };
}
