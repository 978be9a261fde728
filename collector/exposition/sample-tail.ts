import type { ExpositionFormat } from './exposition-format.ts';
import { parseNumber } from './read-number.ts';
import { endOfSeries, readSeries, type SeriesFault, shownByte } from './series-text.ts';

/** What follows a value. */
export interface SampleTail {
  /** Unix milliseconds, or NaN when there is none. */
  readonly timeMs: number;
  /** The end of the line. */
  readonly end: number;
}

const NEWLINE = 0x0a;
const OPEN = 0x7b;

/** Instants that a number of milliseconds holds exactly. */
const MAX_TIME_MS = Number.MAX_SAFE_INTEGER;

/** Reads the rest of a sample's line, from the byte behind its value: a timestamp, an exemplar. */
export function readTail(
  bytes: Buffer,
  start: number,
  format: ExpositionFormat,
): SampleTail | SeriesFault {
  const newline = bytes.indexOf(NEWLINE, start);
  const end = newline === -1 ? bytes.length : newline;
  const rest = bytes.toString('latin1', start, end);
  return format === 'text' ? textTail(rest, end) : openMetricsTail(bytes, rest, start, end);
}

/** Milliseconds, whole. */
function textTail(rest: string, end: number): SampleTail | SeriesFault {
  const text = rest.replaceAll('\t', ' ').trim();
  if (text === '') return { timeMs: Number.NaN, end };
  const timeMs = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(timeMs) <= MAX_TIME_MS)) {
    return { fault: `expected a timestamp in whole milliseconds, got ${JSON.stringify(text)}` };
  }
  return { timeMs, end };
}

/** Seconds with a fraction, then an exemplar. */
function openMetricsTail(
  bytes: Buffer,
  rest: string,
  start: number,
  end: number,
): SampleTail | SeriesFault {
  const parts = /^(?: ([^ #]+))?(?: # (.*))?$/s.exec(rest);
  if (parts === null) {
    return { fault: `expected a timestamp or an exemplar, got ${shownByte(bytes, start)}` };
  }
  const [, timeText, exemplar] = parts;
  if (exemplar !== undefined) {
    const fault = exemplarFault(bytes, end - exemplar.length, end);
    if (fault !== null) return { fault };
  }
  if (timeText === undefined) return { timeMs: Number.NaN, end };
  const timeMs = secondsToMs(timeText);
  if (timeMs === undefined) {
    return { fault: `expected a timestamp in seconds, got ${JSON.stringify(timeText)}` };
  }
  return { timeMs, end };
}

function secondsToMs(text: string): number | undefined {
  const seconds = parseNumber(text);
  if (seconds === undefined) return undefined;
  const timeMs = Math.trunc(seconds * 1_000);
  return Math.abs(timeMs) <= MAX_TIME_MS ? timeMs : undefined;
}

/** Exemplars are not kept, but one that cannot be read makes the exposition wrong. */
function exemplarFault(bytes: Buffer, start: number, end: number): string | null {
  const got = shownByte(bytes, start);
  if (bytes[start] !== OPEN) return `expected the labels of an exemplar, got ${got}`;
  const behind = endOfSeries(bytes, start, 'openmetrics');
  if (behind === -1 || behind > end) return `the labels of an exemplar do not end: ${got}`;
  // With a name in front they read as a series does.
  const labels = Buffer.concat([Buffer.from('exemplar'), bytes.subarray(start, behind)]);
  const read = readSeries(labels, 0, labels.length, 'openmetrics');
  if ('fault' in read) return `the labels of an exemplar: ${read.fault}`;
  const words = /^ ([^ ]+)(?: ([^ ]+))?$/.exec(bytes.toString('latin1', behind, end));
  const numbers = words?.slice(1).filter((word) => word !== undefined) ?? [];
  const isValid = words !== null && numbers.every((word) => parseNumber(word) !== undefined);
  return isValid ? null : `expected the value of an exemplar, got ${shownByte(bytes, behind)}`;
}
