import type * as grafana from '@grafana/data';
import type { PanelLibrary } from '../panels/panel-tools.ts';

/**
 * What panel queries use of @grafana/data: frames, transformations, field config. Passed in, because
 * the browser bundles that package and Node loads it with `dashboards/load-frame-tools.ts`.
 */
export type PanelTools = Pick<
  typeof grafana,
  | 'FieldType'
  | 'fieldMatchers'
  | 'getFieldDisplayName'
  | 'reduceField'
  | 'standardTransformers'
  | 'toDataFrame'
  | 'transformDataFrame'
> &
  Pick<PanelLibrary, 'getDisplayProcessor'>;
