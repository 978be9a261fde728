import { createHash } from 'node:crypto';
import { compareText } from '../../../platform/model/labels.ts';
import type { FieldsOfFilter, FlowFilter } from '../filters/filter-fields.ts';
import { PARSED_FIELD } from '../stamped-names.ts';
import { type StampOf, stampFilters } from './stamp-filters.ts';

type Filter = Readonly<Record<string, unknown>>;

/** Whose filters they are: part of the names of their metrics, which the aggregator shares. */
export interface FilterOwner {
  readonly stampOf: StampOf;
  readonly specId: string;
}

/**
 * The filters of a flow as they are delivered: the tenant's, each so that it cannot write what the stamp
 * is made of, and then the stamp.
 */
export function deliveredFilters(
  filters: readonly FlowFilter[],
  owner: FilterOwner,
): readonly Filter[] {
  return [
    ...filters.map((filter) => deliveredFilter(filter, owner)),
    ...stampFilters(owner.stampOf),
  ];
}

function deliveredFilter(filter: FlowFilter, owner: FilterOwner): Filter {
  switch (filter.name) {
    case 'parser':
      return { parser: parserOf(filter.fields) };
    case 'record_transformer':
      return { record_transformer: { ...filter.fields, enable_ruby: false, renew_record: false } };
    case 'prometheus':
      return { prometheus: metricsOf(filter.fields, owner) };
    default:
      return { [filter.name]: filter.fields };
  }
}

/**
 * Parsed fields never lie beside the line's own: a line `{"kubernetes": {…}}` would then say of itself
 * where it comes from.
 */
function parserOf(fields: FieldsOfFilter<'parser'>): Filter {
  const hasPlace = fields.hash_value_field !== undefined || fields.inject_key_prefix !== undefined;
  return {
    ...fields,
    reserve_data: true,
    ...(hasPlace ? {} : { hash_value_field: PARSED_FIELD }),
  };
}

/** Names are one flow's own: two of one name and different kinds would stop the aggregator. */
function metricsOf({ metrics, labels }: FieldsOfFilter<'prometheus'>, owner: FilterOwner): Filter {
  const mark = createHash('sha256').update(owner.specId).digest('hex').slice(0, 10);
  return {
    metrics: metrics.map((metric) => ({ ...metric, name: `flow_${mark}_${metric.name}` })),
    labels: { ...labels, ...tenancyLabels(owner.stampOf) },
  };
}

function tenancyLabels(of: StampOf): Readonly<Record<string, string>> {
  if (of.kind === 'cluster') {
    return { cluster: of.cluster, namespace: '$.kubernetes.namespace_name' };
  }
  const { tenant, project, id, cluster, namespace } = of.environment;
  const labels = { tenant, project, environment: id, cluster, namespace };
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));
}
