import { parseDurationMs } from '../../../platform/model/duration.ts';
import { parseInstantMs } from '../../../platform/model/instant.ts';

const MILLION = 1_000_000n;
const BILLION = 1_000_000_000n;

/** Largest and smallest instant of Go's `time.Time` in nanoseconds. */
const MAX_NS = 2n ** 63n - 1n;

/**
 * An instant as Loki reads it: seconds with a fraction (cut to milliseconds, as Loki rounds them),
 * whole seconds of up to ten digits, nanoseconds of more, or RFC 3339.
 * @returns Unix nanoseconds, or undefined when the text is no instant.
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#timestamps
 */
export function parseLokiInstantNs(text: string): bigint | undefined {
  const ns = readNs(text);
  return ns !== undefined && ns <= MAX_NS && ns >= -MAX_NS ? ns : undefined;
}

function readNs(text: string): bigint | undefined {
  if (/^-?\d{1,19}$/.test(text)) {
    const whole = BigInt(text);
    return text.length <= 10 ? whole * BILLION : whole;
  }
  if (/^-?\d{1,12}\.\d{1,30}$/.test(text)) return BigInt(Math.round(Number(text) * 1000)) * MILLION;
  const atMs = parseInstantMs(text);
  if (atMs === undefined) return undefined;
  const [, fraction = ''] = /\.(\d{1,9})/.exec(text) ?? [];
  const wholeSeconds = BigInt(Math.floor(atMs / 1000)) * BILLION;
  return wholeSeconds + BigInt(fraction.padEnd(9, '0'));
}

/** Whole milliseconds of an instant, never later than it is. */
export function floorMs(ns: bigint): number {
  return Number(ns / MILLION) - (ns % MILLION < 0n ? 1 : 0);
}

/** Seconds or a Prometheus duration, over zero, as Loki takes for `step`. @returns milliseconds */
export function parseLokiStepMs(text: string): number | undefined {
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/.test(text);
  const stepMs = isNumber ? Number(text) * 1000 : parseDurationMs(text);
  return stepMs !== undefined && Number.isFinite(stepMs) && Math.abs(stepMs) < 9e12
    ? stepMs
    : undefined;
}

/** `2026-01-02T03:04:05.000000006Z` */
export function printInstantNs(ns: bigint): string {
  const seconds = ns / BILLION - (ns % BILLION < 0n ? 1n : 0n);
  const rest = ns - seconds * BILLION;
  const text = new Date(Number(seconds) * 1000).toISOString();
  return `${text.slice(0, -4)}${String(rest).padStart(9, '0')}Z`;
}

/** Nanoseconds as Loki reads them back: whole numbers of up to ten digits are seconds to it. */
export function instantText(ns: bigint): string {
  return String(ns).length > 10 ? String(ns) : String(ns / BILLION);
}
