import type * as grafana from '@grafana/data';

/**
 * What panels use of @grafana/data. It is passed in, because the package is loaded differently by
 * each side: the browser bundles it, Node needs `dashboards/load-frame-tools.ts`.
 */
export type FrameTools = Pick<
  typeof grafana,
  'FieldType' | 'formattedValueToString' | 'getValueFormat' | 'reduceField' | 'toDataFrame'
>;
