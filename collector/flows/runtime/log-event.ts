import type { Labels } from '../../../platform/model/labels.ts';
import type { LogEntry } from '../../model/entry-batch.ts';
import type { LinePlace } from './flow-program.ts';

/** Fields of a line. A null prototype: `__proto__` is a field like any other. */
export type LogRecord = Record<string, unknown>;

/** A line on its way through a flow. */
export interface LogEvent {
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  readonly record: LogRecord;
  /** Of its stream, with those of tenancy. */
  readonly labels: Labels;
  /** The same for all lines of one stream. */
  readonly stream: object;
  readonly place: LinePlace;
}

/** The line as a record, as an agent would have made it: text, metadata, and where it is from. */
export function eventOf(
  { timeNs, line, metadata }: LogEntry,
  labels: Labels,
  stream: object,
  place: LinePlace,
): LogEvent {
  const record: LogRecord = Object.create(null);
  for (const [name, value] of metadata ?? []) record[name] = value;
  record.message = line;
  record.kubernetes = {
    namespace_name: place.namespace,
    pod_name: labels.get('pod') ?? '',
    container_name: labels.get('container') ?? '',
    host: hostOf(labels),
    labels: Object.fromEntries(labels),
  };
  return { timeNs, record, labels, stream, place };
}

export function hostOf(labels: Labels): string {
  return labels.get('host') ?? labels.get('node') ?? labels.get('instance') ?? '';
}

/** `x`, `$.x.y` and `$['x']['y']`; undefined where there is nothing. */
export function fieldAt(record: LogRecord, key: string): unknown {
  if (!key.startsWith('$')) return memberOf(record, key);
  const parts = [...key.matchAll(/\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)")\]/g)];
  let value: unknown = record;
  for (const [, plain, single, double] of parts) {
    value = memberOf(value, plain ?? single ?? double ?? '');
  }
  return value;
}

/** A field as a text; what is no text as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
