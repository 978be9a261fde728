import { parseTemplate, takenFilters } from './compile-named-metric.ts';
import type { FilterName } from './levels.data.ts';
import type { NamedMetric } from './named-metric.ts';
import { UNITS } from './units.data.ts';

/** An entry of the catalogue as it is listed. */
export interface MetricDescription extends Omit<NamedMetric, 'unit' | 'template'> {
  readonly unit: { readonly plain: string; readonly grafana: string };
  /** The filters that this metric takes. */
  readonly filters: readonly FilterName[];
}

/** Found out once: the whole catalogue is listed often, and each entry has a template to parse. */
const KNOWN = new WeakMap<NamedMetric, MetricDescription>();

export function describeNamedMetric(metric: NamedMetric): MetricDescription {
  const known = KNOWN.get(metric) ?? described(metric);
  KNOWN.set(metric, known);
  return known;
}

function described(metric: NamedMetric): MetricDescription {
  const { template: _template, unit, ...rest } = metric;
  const expr = parseTemplate(metric, 1);
  return {
    ...rest,
    unit: UNITS[unit],
    filters: expr === null ? [] : [...takenFilters(metric, expr)],
  };
}
