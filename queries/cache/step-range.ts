import { parseDurationMs } from '../../platform/model/duration.ts';

/**
 * The instants of a range query as whole numbers: `offsetMs + index * stepMs` for every index from
 * `from` to `to`, exclusive. Ranges of equal step and offset lie on one grid.
 */
export interface StepRange {
  readonly stepMs: number;
  /** Start modulo step. */
  readonly offsetMs: number;
  readonly from: number;
  readonly to: number;
}

/** Most instants that Prometheus answers: 11,000 steps and both ends. */
const MAX_POINTS = 11_001;

/** End of the year 9999; later instants have no RFC 3339 text that backends read. */
const MAX_INSTANT_MS = 253_402_300_799_999;

const SECONDS = /^\d+(?:\.\d*)?$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:[Zz]|[-+]\d{2}:\d{2})$/;

/**
 * Reads `start`, `end` and `step` of a range query. Undefined unless all are whole milliseconds that
 * every backend would read alike, and the range is one that Prometheus answers: then the question
 * is better put to the backend as it is.
 */
export function readStepRange(start: string, end: string, step: string): StepRange | undefined {
  const [startMs, endMs, stepMs] = [instantMs(start), instantMs(end), durationMs(step)];
  if (startMs === undefined || endMs === undefined || stepMs === undefined) return undefined;
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  if (stepMs <= 0 || points < 1 || points > MAX_POINTS) return undefined;
  const from = Math.floor(startMs / stepMs);
  return { stepMs, offsetMs: startMs - from * stepMs, from, to: from + points };
}

/** Unix milliseconds of an index. */
export function instantOf({ stepMs, offsetMs }: StepRange, index: number): number {
  return offsetMs + index * stepMs;
}

/** The first index whose instant is after `atMs`. */
export function indexAfter({ stepMs, offsetMs }: StepRange, atMs: number): number {
  return Math.floor((atMs - offsetMs) / stepMs) + 1;
}

/** `start`, `end` and `step` for a backend: exact to the millisecond, also where it parses floats. */
export function printStepRange(range: StepRange): {
  readonly start: string;
  readonly end: string;
  readonly step: string;
} {
  const { stepMs, from, to } = range;
  return {
    start: printInstant(instantOf(range, from)),
    end: printInstant(instantOf(range, to - 1)),
    step: stepMs % 1000 === 0 ? String(stepMs / 1000) : `${stepMs}ms`,
  };
}

function printInstant(atMs: number): string {
  return atMs % 1000 === 0 ? String(atMs / 1000) : new Date(atMs).toISOString();
}

function instantMs(text: string): number | undefined {
  const atMs = SECONDS.test(text) ? exactMs(Number(text)) : RFC3339.test(text) && Date.parse(text);
  return typeof atMs === 'number' && atMs >= 0 && atMs <= MAX_INSTANT_MS ? atMs : undefined;
}

/** A float is read by way of nanoseconds as a whole here, not its fraction alone. */
function durationMs(text: string): number | undefined {
  if (!SECONDS.test(text)) return parseDurationMs(text);
  const seconds = Number(text);
  const ms = exactMs(seconds);
  return ms === Math.floor(Math.trunc(seconds * 1e9) / 1e6) ? ms : undefined;
}

/** How far a float of seconds may lie beside a whole millisecond; 2024 is exact to 0.0003 ms. */
const SLACK_MS = 0.001;

/**
 * Seconds as milliseconds when they are whole ones. Prometheus goes through nanoseconds and cuts
 * them off, so that a fraction such as .057 may become .056; those are left to it.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/web/api/v1/api.go `parseTime`
 */
function exactMs(seconds: number): number | undefined {
  const ms = Math.round(seconds * 1000);
  const whole = Math.trunc(seconds);
  const fraction = Math.round((seconds - whole) * 1000) / 1000;
  const asRead = whole * 1000 + Math.floor(Math.trunc(fraction * 1e9) / 1e6);
  return asRead === ms && Math.abs(seconds * 1000 - ms) <= SLACK_MS ? ms : undefined;
}
