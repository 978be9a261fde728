import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { InstantSample } from './ask-metrics.ts';
import { namedMetric } from './catalogue.ts';
import { type LabelDialect, labelsFromDialect } from './label-dialect.ts';
import { type FilterName, LABEL_OF_FILTER, type MetricLevel } from './levels.data.ts';
import type { NameList } from './name-pattern.ts';
import type { NamedMetric } from './named-metric.ts';

/** What else is known of a level's rows: read once for a page, whatever the metrics. */
export interface DetailSpec {
  /** Filters, and so labels, by which rows and details are joined. */
  readonly keys: readonly FilterName[];
  readonly labels: readonly string[];
  readonly metric: NamedMetric;
}

const POD_DETAILS: DetailSpec = {
  keys: ['namespace', 'pod'],
  labels: ['node', 'created_by_kind', 'created_by_name'],
  metric: namedMetric({
    level: 'pod',
    item: 'details',
    unit: 'count',
    en: 'Node and owner',
    zh: '节点与所属对象',
    labels: ['namespace', 'pod', 'node', 'created_by_kind', 'created_by_name'],
    promql:
      'max by (namespace, pod, node, created_by_kind, created_by_name) (kube_pod_info{$filters})',
  }),
};

const VOLUME_DETAILS: DetailSpec = {
  keys: ['namespace', 'volume'],
  labels: ['storageclass', 'volumename'],
  metric: namedMetric({
    level: 'volume',
    item: 'details',
    unit: 'count',
    en: 'Storage class and volume',
    zh: '存储类与持久卷',
    labels: ['namespace', 'persistentvolumeclaim', 'storageclass', 'volumename'],
    promql:
      'max by (namespace, persistentvolumeclaim, storageclass, volumename) (kube_persistentvolumeclaim_info{$filters})',
  }),
};

export const ROW_DETAILS: ReadonlyMap<MetricLevel, DetailSpec> = new Map([
  ['pod', POD_DETAILS],
  ['container', POD_DETAILS],
  ['volume', VOLUME_DETAILS],
]);

/** Filters that select exactly what a page shows, for the question about details. */
export function detailFilters(
  spec: DetailSpec,
  rows: readonly Labels[],
): ReadonlyMap<FilterName, NameList> {
  return new Map(
    spec.keys.map((filter): [FilterName, NameList] => {
      const values = rows.map((labels) => labels.get(LABEL_OF_FILTER[filter]) ?? '');
      return [filter, [...new Set(values)].sort()];
    }),
  );
}

/** Details by the key of a row; see `detailKey`. */
export function readDetails(
  spec: DetailSpec,
  samples: readonly InstantSample[],
  dialect: LabelDialect,
): ReadonlyMap<string, Labels> {
  return new Map(
    samples.map((sample): [string, Labels] => {
      const labels = labelsFromDialect(dialect, sample.labels);
      const details = [...labels].filter(([name]) => spec.labels.includes(name));
      return [detailKey(spec, labels), labelsFrom(details)];
    }),
  );
}

export function detailKey(spec: DetailSpec, labels: Labels): string {
  const names = [...spec.keys.map((filter) => LABEL_OF_FILTER[filter]), 'cluster'];
  return labelsKey(labelsFrom([...labels].filter(([name]) => names.includes(name))));
}
