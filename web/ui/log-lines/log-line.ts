import { type LogLevel, levelOf } from './log-level.ts';
import type { TextMap } from './text-map.ts';

/** One line with what is known of it. */
export interface LogLine {
  /** Unique in its list: instant, stream, and which of equals it is. */
  readonly key: string;
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  readonly text: string;
  /** Labels of the stream. A line of a live tail has all its labels here. */
  readonly labels: TextMap;
  readonly metadata: TextMap;
  /** By the parsers of the query. */
  readonly parsed: TextMap;
  readonly level: LogLevel;
  /** How many lines next to it are left out, being the same; none without. */
  readonly repeats?: number;
}

export type Order = 'newest' | 'oldest';

/** Lines of a `streams` answer or tail frame, in no order; entries of another shape are left out. */
export function readStreams(streams: unknown): readonly LogLine[] {
  if (!Array.isArray(streams)) return [];
  const seen = new Map<string, number>();
  return streams.flatMap((stream: unknown) => {
    if (!isRecord(stream) || !Array.isArray(stream.values)) return [];
    const labels = textsOf(stream.stream);
    const streamKey = JSON.stringify(Object.entries(labels).toSorted());
    return stream.values.flatMap((entry: unknown) => {
      const line = readEntry(entry, labels);
      if (line === undefined) return [];
      const base = `${line.timeNs} ${streamKey} ${line.text}`;
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      return [{ ...line, key: `${base} ${count}` }];
    });
  });
}

function readEntry(entry: unknown, labels: TextMap): Omit<LogLine, 'key'> | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [time, text, more]: readonly unknown[] = entry;
  if (typeof time !== 'string' || !/^\d{1,19}$/.test(time) || typeof text !== 'string') {
    return undefined;
  }
  const metadata = isRecord(more) ? textsOf(more.structuredMetadata) : {};
  const parsed = isRecord(more) ? textsOf(more.parsed) : {};
  const level = levelOf([metadata, labels, parsed]);
  return { timeNs: BigInt(time), text, labels, metadata, parsed, level };
}

/** Newest or oldest first; lines of one instant keep the order of their keys. */
export function sortLines(lines: readonly LogLine[], order: Order): readonly LogLine[] {
  const sign = order === 'newest' ? -1 : 1;
  return lines.toSorted((a, b) => {
    if (a.timeNs !== b.timeNs) return a.timeNs < b.timeNs ? -sign : sign;
    return 0;
  });
}

function textsOf(value: unknown): TextMap {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    ),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
