import {
  FieldType,
  formattedValueToString,
  getValueFormat,
  reduceField,
  toDataFrame,
} from '@grafana/data';
import type { FrameTools } from '../../../dashboards/panels/frame-tools.ts';

/** @grafana/data in the browser: only what panels use, so that the rest is not bundled. */
export const frameTools: FrameTools = {
  FieldType,
  formattedValueToString,
  getValueFormat,
  reduceField,
  toDataFrame,
};
