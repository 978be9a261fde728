import {
  FieldType,
  fieldMatchers,
  getDisplayProcessor,
  getFieldDisplayName,
  reduceField,
  standardTransformers,
  toDataFrame,
  transformDataFrame,
} from '@grafana/data';
import type { PanelTools } from '../../../dashboards/queries/panel-tools.ts';

/** @grafana/data in the browser, as far as the questions of panels use it. */
export const queryTools: PanelTools = {
  FieldType,
  fieldMatchers,
  getDisplayProcessor,
  getFieldDisplayName,
  reduceField,
  standardTransformers,
  toDataFrame,
  transformDataFrame,
};
