import { createHash } from 'node:crypto';
import { AppError } from '../../../../platform/errors/app-error.ts';
import { compareText } from '../../../../platform/model/labels.ts';

export type Direction = 'forward' | 'backward';

/** One line with its place in the order of an export. */
export interface ExportedLine {
  readonly ns: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
  /** Hash of the labels. */
  readonly stream: string;
  /** Place among the lines of its stream with the same timestamp, from 0, as the backend gave them. */
  readonly index: number;
}

/** Everything up to and with this line has been seen. `count` is its `index` plus one. */
export interface Position {
  readonly ns: bigint;
  readonly stream: string;
  readonly count: number;
}

export function positionOf({ ns, stream, index }: ExportedLine): Position {
  return { ns, stream, count: index + 1 };
}

/**
 * The total order of an export: by timestamp in its direction, then by stream, then as the backend
 * gave the lines of one stream. It does not depend on how a backend mixes streams, so that pages
 * can be cut anywhere.
 */
export function compareLines(direction: Direction) {
  return (a: ExportedLine, b: ExportedLine): number => {
    if (a.ns !== b.ns) return a.ns < b.ns === (direction === 'forward') ? -1 : 1;
    return compareText(a.stream, b.stream) || a.index - b.index;
  };
}

/** Does the line come after the position? */
export function isAfter(line: ExportedLine, position: Position, direction: Direction): boolean {
  if (line.ns !== position.ns) return line.ns > position.ns === (direction === 'forward');
  if (line.stream !== position.stream) return compareText(line.stream, position.stream) > 0;
  return line.index >= position.count;
}

/** Lines of the `data` of a log query, in no order across streams. @throws AppError `upstream_failed` */
export function linesIn(data: unknown): readonly ExportedLine[] {
  const { resultType, result } = membersOf(data);
  if (resultType !== 'streams' || !Array.isArray(result)) throw odd();
  // Counted over all of the answer, should a backend give one label set twice.
  const counts = new Map<string, number>();
  return result.flatMap((one) => {
    const { stream: given, values } = membersOf(one);
    if (!Array.isArray(values)) throw odd();
    const labels = labelsIn(given);
    const stream = streamHash(labels);
    return values.map((value) => {
      const { ns, line } = entryIn(value);
      const key = `${stream} ${ns}`;
      const index = counts.get(key) ?? 0;
      counts.set(key, index + 1);
      return { ns, labels, line, stream, index };
    });
  });
}

function entryIn(value: unknown): Pick<ExportedLine, 'ns' | 'line'> {
  const [ns, line]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (typeof ns !== 'string' || !/^\d{1,19}$/.test(ns) || typeof line !== 'string') throw odd();
  return { ns: BigInt(ns), line };
}

/** Short enough for a cursor, long enough that two streams of one nanosecond differ. */
function streamHash(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => compareText(a, b));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 14);
}

function labelsIn(value: unknown): Readonly<Record<string, string>> {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(membersOf(value))) {
    if (typeof text !== 'string') throw odd();
    labels[name] = text;
  }
  return labels;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw odd();
}

function odd(): AppError {
  return new AppError('upstream_failed', 'what the log backend answered are no log lines');
}
