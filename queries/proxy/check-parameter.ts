import { parseDurationMs } from '../../platform/model/duration.ts';

const SECONDS = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[-+]\d{2}:\d{2})$/;
const COUNT = /^\d{1,9}$/;

/** Unix seconds with fraction, or RFC 3339. */
export function isInstant(text: string): boolean {
  if (SECONDS.test(text)) return Math.abs(Number(text)) < 1e15;
  return RFC3339.test(text) && !Number.isNaN(Date.parse(text));
}

/** Positive seconds or a Prometheus duration; as Prometheus does for `step`. @returns milliseconds */
export function stepMs(text: string): number | undefined {
  const durationMs = SECONDS.test(text) ? Number(text) * 1000 : parseDurationMs(text);
  return durationMs !== undefined && Number.isFinite(durationMs) ? durationMs : undefined;
}

/** Later instants are milliseconds to some backends (VictoriaMetrics): then nothing is known. */
const MAX_SECONDS = 1e11;

/** An instant that `isInstant` let through, in Unix milliseconds; undefined where it is not known. */
export function instantMs(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (Number.isNaN(seconds)) {
    const atMs = Date.parse(text);
    return Number.isNaN(atMs) ? undefined : atMs;
  }
  return Math.abs(seconds) < MAX_SECONDS ? seconds * 1000 : undefined;
}

/** Whether a number is too late for seconds, and what backends may take for milliseconds. */
export function isFar(text: string): boolean {
  return Number(text) >= MAX_SECONDS;
}

/** A whole number below one thousand million. */
export function isCount(text: string): boolean {
  return COUNT.test(text);
}
