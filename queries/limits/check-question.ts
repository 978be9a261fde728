import { printDurationMs } from '../../platform/model/duration.ts';
import type { LimitReason, Refusal } from './refusal.ts';
import type { TenantLimits } from './tenant-limits.ts';

/** What is known of a question before it is asked. */
export interface QuestionFacts {
  readonly bodyBytes: number;
  /** Unix milliseconds; null where a question has no range. `stepMs` is null where it has no step. */
  readonly range: {
    readonly startMs: number;
    readonly endMs: number;
    readonly stepMs: number | null;
  } | null;
  /**
   * The oldest instant it reads, Unix milliseconds, with offsets, ranges and look-back; null where
   * it reads none. Minus infinity where that cannot be told.
   */
  readonly earliestMs: number | null;
}

/** Of a question that asks for no time: what bounds it is its body, and the rate. */
export function timelessFacts(bodyBytes: number): QuestionFacts {
  return { bodyBytes, range: null, earliestMs: null };
}

/** The first limit that a question breaks by itself, whatever else is going on. Pure. */
export function checkQuestion(
  { bodyBytes, range, earliestMs }: QuestionFacts,
  limits: TenantLimits,
  nowMs: number,
): Refusal | null {
  if (bodyBytes > limits.maxBodyBytes) {
    return refuse(
      'body',
      `the body has ${bodyBytes} bytes, more than the ${limits.maxBodyBytes} allowed`,
    );
  }
  return (range && checkRange(range, limits)) ?? checkLookback(earliestMs, limits, nowMs);
}

function checkRange(
  { startMs, endMs, stepMs }: NonNullable<QuestionFacts['range']>,
  { maxRangeMs, maxPoints }: TenantLimits,
): Refusal | null {
  const lengthMs = endMs - startMs;
  if (maxRangeMs > 0 && lengthMs > maxRangeMs) {
    return refuse(
      'range',
      `the range is ${lengthMs === Number.POSITIVE_INFINITY ? 'endlessly' : shown(lengthMs)} long, more than the ${shown(maxRangeMs)} allowed; ask for less time`,
    );
  }
  if (stepMs !== null && stepMs > 0 && Math.floor(lengthMs / stepMs) > maxPoints) {
    return refuse(
      'points',
      `exceeded maximum resolution of ${maxPoints.toLocaleString('en')} points per timeseries. Try decreasing the query resolution (?step=XX)`,
    );
  }
  return null;
}

function checkLookback(
  earliestMs: number | null,
  { maxLookbackMs }: TenantLimits,
  nowMs: number,
): Refusal | null {
  if (maxLookbackMs === 0 || earliestMs === null || nowMs - earliestMs <= maxLookbackMs)
    return null;
  const [how, start] = Number.isFinite(earliestMs)
    ? [`${shown(nowMs - earliestMs)} back`, '']
    : ['an unknown time back', 'give a start if there is none, or '];
  return refuse(
    'look_back',
    `the query reads ${how}, more than the ${shown(maxLookbackMs)} allowed; ${start}ask for a later time, a smaller range or offset`,
  );
}

function refuse(reason: LimitReason, message: string): Refusal {
  return { reason, message, retryAfterSeconds: null };
}

const DAY_MS = 86_400_000;

/** In days, as limits are written, and to the second; nobody needs more. */
function shown(durationMs: number): string {
  const wholeMs = Math.ceil(durationMs / 1000) * 1000;
  const days = Math.floor(wholeMs / DAY_MS);
  if (days === 0) return printDurationMs(wholeMs);
  const restMs = wholeMs % DAY_MS;
  return `${days}d${restMs === 0 ? '' : printDurationMs(restMs)}`;
}
