import type { Labels } from '../../platform/model/labels.ts';
import type { EntryRefusalKind, LogEntry } from '../model/entry-batch.ts';
import type { LogLimits } from './log-limits.ts';

/** Why a line or a stream is not taken, in Loki's words. */
export interface Judgement {
  readonly kind: EntryRefusalKind;
  readonly message: string;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const NS_PER_MS = 1_000_000n;
const MAX_BYTES_PER_UNIT = 3;
const SEE_LIMITS = 'or contact your Loki administrator to increase it.';

/** The instants that a store accepts just now. */
export interface AcceptedTimes {
  readonly oldestNs: bigint;
  readonly newestNs: bigint;
}

export function acceptedTimes(limits: LogLimits, nowMs: number): AcceptedTimes {
  return {
    oldestNs: BigInt(Math.floor(nowMs - limits.maxAgeMs)) * NS_PER_MS,
    newestNs: BigInt(Math.ceil(nowMs + limits.maxAheadMs)) * NS_PER_MS,
  };
}

/** A label set as Loki and Prometheus print it: `{app="shop", env="prod"}`. */
function printStream(labels: Labels): string {
  return `{${[...labels].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

/** Null: the labels can name a stream. */
export function judgeLabels(labels: Labels, limits: LogLimits): Judgement | null {
  if (labels.size === 0) {
    return invalid('error at least one label pair is required per stream');
  }
  if (labels.size > limits.maxLabelNames) {
    const message = `entry for stream '${printStream(labels)}' has ${labels.size} label names; limit ${limits.maxLabelNames}`;
    return { kind: 'too_many_labels', message };
  }
  for (const [name, value] of labels) {
    const stream = () => `stream '${printStream(labels)}'`;
    if (!LABEL_NAME.test(name)) {
      return invalid(`${stream()} has an invalid label name: '${name}'`);
    }
    if (isLonger(name, limits.maxLabelNameBytes)) {
      return invalid(`${stream()} has label name too long: '${name}'`);
    }
    if (isLonger(value, limits.maxLabelValueBytes)) {
      return invalid(`${stream()} has label value too long: '${value}'`);
    }
  }
  return null;
}

/** What one entry is judged by. */
export interface EntryRules {
  readonly labels: Labels;
  readonly limits: LogLimits;
  readonly times: AcceptedTimes;
  /** Older ones are too far behind their stream; moves on with it. */
  windowNs: bigint;
}

/** Null: the entry is taken. */
export function judgeEntry(entry: LogEntry, rules: EntryRules): Judgement | null {
  const { timeNs, line, metadata } = entry;
  const { limits, times } = rules;
  if (timeNs < times.oldestNs) return tooOld(timeNs, rules);
  if (timeNs > times.newestNs) {
    const message = `entry for stream '${printStream(rules.labels)}' has timestamp too new: ${printInstant(timeNs)}`;
    return { kind: 'too_far_ahead', message };
  }
  if (timeNs < rules.windowNs) {
    const message = `entry too far behind, entry timestamp is: ${printInstant(timeNs)}, oldest acceptable timestamp is: ${printInstant(rules.windowNs)}`;
    return { kind: 'too_old', message };
  }
  if (isLonger(line, limits.maxLineBytes)) {
    const message = `max entry size '${limits.maxLineBytes}' bytes exceeded for stream '${printStream(rules.labels)}' while adding an entry with length '${Buffer.byteLength(line)}' bytes`;
    return { kind: 'line_too_long', message };
  }
  return metadata === null ? null : judgeMetadata(metadata, rules);
}

/** The stream would be one too many. */
export function judgedStreamLimit(labels: Labels, tenant: string): Judgement {
  return {
    kind: 'stream_limit',
    message: `Maximum active stream limit exceeded when trying to create stream ${printStream(labels)}, reduce the number of active streams (reduce labels or reduce label values), or contact your Loki administrator to see if the limit can be increased, user: '${tenant}'`,
  };
}

function tooOld(timeNs: bigint, { labels, times }: EntryRules): Judgement {
  const message = `entry for stream '${printStream(labels)}' has timestamp too old: ${printInstant(timeNs)}, oldest acceptable timestamp is: ${printInstant(times.oldestNs)}`;
  return { kind: 'too_old', message };
}

function judgeMetadata(metadata: Labels, { labels, limits }: EntryRules): Judgement | null {
  let bytes = 0;
  for (const [name, value] of metadata) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  const stream = () => `stream '${printStream(labels)}'`;
  if (bytes > limits.maxMetadataBytes) {
    const message = `${stream()} has structured metadata too large: '${bytes}' bytes, limit: '${limits.maxMetadataBytes}' bytes. Please see \`limits_config.max_structured_metadata_size\` ${SEE_LIMITS}`;
    return { kind: 'metadata_too_large', message };
  }
  if (metadata.size > limits.maxMetadataEntries) {
    const message = `${stream()} has too many structured metadata labels: '${metadata.size}', limit: '${limits.maxMetadataEntries}'. Please see \`limits_config.max_structured_metadata_entries_count\` ${SEE_LIMITS}`;
    return { kind: 'metadata_too_large', message };
  }
  return null;
}

function invalid(message: string): Judgement {
  return { kind: 'invalid_labels', message };
}

function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  return text.length * MAX_BYTES_PER_UNIT > maxBytes && Buffer.byteLength(text) > maxBytes;
}

/** As Go's RFC 3339, whole seconds: `2026-01-01T00:00:00Z`. */
function printInstant(timeNs: bigint): string {
  const ms = Number(timeNs / NS_PER_MS);
  if (Math.abs(ms) > 8.64e15) return `${timeNs} ns`;
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
