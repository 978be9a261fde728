import { Buffer } from 'node:buffer';
import type { Labels } from '../../../platform/model/labels.ts';
import { printSeries } from '../print-series.ts';
import { type LabelStamp, stampLabels } from '../stamp-labels.ts';
import { parseLabelText } from './parse-label-text.ts';
import type { PushedLabels } from './pushed-stream.ts';

/** What the labels of a stream may be, by default as in Loki 3. */
export interface StreamLimits {
  /** As pushed: labels that are set here do not count. */
  readonly maxLabels: number;
  /** In bytes of UTF-8. */
  readonly maxNameBytes: number;
  readonly maxValueBytes: number;
  /** Whether a stream without `service_name` is given one. */
  readonly discoversService: boolean;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  maxLabels: 15,
  maxNameBytes: 1_024,
  maxValueBytes: 2_048,
  discoversService: true,
};

export type CheckedStream =
  | { readonly kind: 'labels'; readonly labels: Labels }
  | { readonly kind: 'fault'; readonly message: string };

/** Names with two leading underscores are Loki's own, e.g. of its aggregated metrics. */
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Where the name of a service is looked for, in this order, as Loki 3 does. */
const SERVICE_LABELS = [
  'service',
  'app',
  'application',
  'app_name',
  'name',
  'app_kubernetes_io_name',
  'container',
  'container_name',
  'k8s_container_name',
  'component',
  'workload',
  'job',
  'k8s_job_name',
] as const;
const SERVICE_NAME = 'service_name';
const UNKNOWN_SERVICE = 'unknown_service';

/**
 * The labels under which a pushed stream is stored: checked, with `service_name`, stamped.
 * @throws AppError `invalid` for a namespace that the token may not write to
 */
export function checkStreamLabels(
  pushed: PushedLabels,
  stamp: LabelStamp,
  limits: StreamLimits,
): CheckedStream {
  const parsed =
    pushed.kind === 'text' ? parseLabelText(pushed.text) : { ...pushed, kind: 'labels' as const };
  if (parsed.kind === 'fault') return parsed;
  const labels = new Map<string, string>();
  for (const [name, value] of parsed.pairs) {
    if (labels.has(name)) {
      return fault(`stream '${printSeries(labels)}' has duplicate label name: '${name}'`);
    }
    if (value !== '') labels.set(name, value);
  }
  const message = labelsFault(labels, limits);
  if (message !== null) return fault(message);
  if (limits.discoversService && !labels.has(SERVICE_NAME)) {
    labels.set(SERVICE_NAME, serviceOf(labels));
  }
  return { kind: 'labels', labels: stampLabels(labels, stamp) };
}

function fault(message: string): CheckedStream {
  return { kind: 'fault', message };
}

function serviceOf(labels: ReadonlyMap<string, string>): string {
  const found = SERVICE_LABELS.find((name) => labels.has(name));
  return (found === undefined ? undefined : labels.get(found)) ?? UNKNOWN_SERVICE;
}

function labelsFault(labels: ReadonlyMap<string, string>, limits: StreamLimits): string | null {
  if (labels.size === 0) return 'error at least one label pair is required per stream';
  const count = labels.has(SERVICE_NAME) ? labels.size - 1 : labels.size;
  const stream = printSeries(labels);
  if (count > limits.maxLabels) {
    return `entry for stream '${stream}' has ${count} label names; limit ${limits.maxLabels}`;
  }
  for (const [name, value] of labels) {
    if (!LABEL_NAME.test(name)) {
      return `error parsing labels '${stream}' with error: ${JSON.stringify(name.slice(0, 200))} is no label name here`;
    }
    if (Buffer.byteLength(name) > limits.maxNameBytes) {
      return `stream '${stream}' has label name too long: '${name.slice(0, 200)}'`;
    }
    if (Buffer.byteLength(value) > limits.maxValueBytes) {
      return `stream '${stream}' has label value too long: '${value.slice(0, 200)}'`;
    }
  }
  return null;
}
