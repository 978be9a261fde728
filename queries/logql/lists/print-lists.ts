import type { Labels } from '../../../platform/model/labels.ts';
import { printLabels } from '../evaluate/print-result.ts';
import type { DetectedField } from './detected-fields.ts';
import type { IndexStats } from './index-stats.ts';
import type { DetectedLabel } from './list-labels.ts';
import type { FoundPattern } from './list-patterns.ts';

/** Body of `labels` and `label/{name}/values`. */
export function printTextList(texts: readonly string[]): string {
  return JSON.stringify({ status: 'success', data: texts });
}

/** Body of `series`. */
export function printSeriesList(series: readonly Labels[]): string {
  return `{"status":"success","data":[${series.map(printLabels).join(',')}]}`;
}

/** Body of `index/stats`. */
export function printIndexStats({ streams, chunks, bytes, entries }: IndexStats): string {
  return JSON.stringify({ streams, chunks, bytes, entries });
}

/** Body of `patterns`. */
export function printPatterns(patterns: readonly FoundPattern[]): string {
  const data = patterns.map(({ pattern, samples }) => ({ pattern, samples }));
  return JSON.stringify({ status: 'success', data });
}

/** Body of `detected_labels`. */
export function printDetectedLabels(labels: readonly DetectedLabel[]): string {
  return JSON.stringify({ detectedLabels: labels });
}

/** Body of `detected_fields`. @param limit as asked for */
export function printDetectedFields(fields: readonly DetectedField[], limit: number): string {
  const printed = fields.map(({ label, type, cardinality, parsers, jsonPath }) => ({
    label,
    type,
    cardinality,
    parsers,
    ...(jsonPath === null ? {} : { jsonPath }),
  }));
  return JSON.stringify({ fields: printed, limit });
}

/** Body of `detected_field/{name}/values`. @param limit as asked for */
export function printFieldValues(values: readonly string[], limit: number): string {
  return JSON.stringify({ values, limit });
}
