import { parseDurationMs } from '../../../platform/model/duration.ts';
import { printStepRange } from '../../cache/step-range.ts';
import { parseLokiInstantNs, parseLokiStepMs } from './loki-time.ts';

/** Unix nanoseconds. */
export interface LokiBounds {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Where neither start nor `since` is given. */
const DEFAULT_SINCE_MS = 3_600_000;

const NS_PER_MS = 1_000_000n;

/**
 * Start and end of a question as Loki takes them: to now by default, and from `since` before the end,
 * or before now where the end lies in the future. Undefined where a text cannot be read.
 * @param passed `start`, `end` and `since` as given
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time
 */
export function lokiBounds(
  passed: ReadonlyMap<string, string>,
  nowMs: number,
  defaultSinceMs = DEFAULT_SINCE_MS,
): LokiBounds | undefined {
  const [start, end, since] = ['start', 'end', 'since'].map((name) => passed.get(name));
  const nowNs = BigInt(Math.floor(nowMs)) * NS_PER_MS;
  const endNs = end === undefined ? nowNs : parseLokiInstantNs(end);
  const sinceMs = since === undefined ? defaultSinceMs : parseDurationMs(since);
  if (endNs === undefined || sinceMs === undefined) return undefined;
  const defaultNs = (endNs < nowNs ? endNs : nowNs) - BigInt(sinceMs) * NS_PER_MS;
  const startNs = start === undefined ? defaultNs : parseLokiInstantNs(start);
  return startNs === undefined ? undefined : { startNs, endNs };
}

/**
 * The step of a metric query in milliseconds, as Loki takes it: where none is given, a 250th of the
 * range in whole seconds. Undefined where it is no whole number of milliseconds over zero.
 */
export function lokiStepMs(text: string | undefined, bounds: LokiBounds): number | undefined {
  const stepMs = text === undefined ? defaultStepMs(bounds) : givenStepMs(text);
  return stepMs !== undefined && Number.isInteger(stepMs) && stepMs > 0 ? stepMs : undefined;
}

/** Loki reads seconds by way of nanoseconds and cuts these off. */
function givenStepMs(text: string): number | undefined {
  const seconds = Number(text);
  return Number.isNaN(seconds) ? parseLokiStepMs(text) : Math.trunc(seconds * 1e9) / 1e6;
}

/** At least one second; in floats of seconds, as Loki computes it. */
function defaultStepMs({ startNs, endNs }: LokiBounds): number {
  const rangeNs = endNs - startNs;
  const seconds = Number(rangeNs / 1_000_000_000n) + Number(rangeNs % 1_000_000_000n) / 1e9;
  return Math.max(Math.floor(seconds / 250), 1) * 1000;
}

/** From here on whole seconds would be nanoseconds to Loki. */
const END_OF_SECONDS_MS = 1e13;

/**
 * `start`, `end` and `step` of a metric query on the instants that Loki answers it for. Its query
 * frontend moves the start down and the end up to multiples of the step; where it is told to align
 * queries itself (`align_queries_with_step`) the end goes down, and the last instant is one that Loki
 * would leave out. Empty where the range must be left to Loki.
 */
export function alignedLokiRange(
  passed: ReadonlyMap<string, string>,
  nowMs: number,
): readonly (readonly [string, string])[] {
  const bounds = lokiBounds(passed, nowMs);
  if (bounds === undefined || bounds.startNs < 0n || bounds.endNs < bounds.startNs) return [];
  const stepMs = lokiStepMs(passed.get('step'), bounds);
  if (stepMs === undefined) return [];
  const stepNs = BigInt(stepMs) * NS_PER_MS;
  const from = Number(bounds.startNs / stepNs);
  const last = Number((bounds.endNs + stepNs - 1n) / stepNs);
  if (last * stepMs >= END_OF_SECONDS_MS) return [];
  return Object.entries(printStepRange({ stepMs, offsetMs: 0, from, to: last + 1 }));
}
