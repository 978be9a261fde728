import { parseLogql } from '../../logql/parse.ts';
import { isLogQuery } from '../../logql/selectors-of.ts';
import type { RegexJudge } from '../../regex/regex-judge.ts';
import { earliestLogqlReads } from '../../scope/earliest-logql-read.ts';
import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { lokiBounds, lokiStepMs } from '../loki/loki-range.ts';
import { floorMs, parseLokiInstantNs, parseLokiStepMs } from '../loki/loki-time.ts';

/** A question about logs: its texts of LogQL, and what says of which time. */
export interface TimedLogQuestion {
  /** A query or selectors; empty: the whole scope. */
  readonly texts: readonly string[];
  /** `start`, `end`, `since`, `time`, `step` as given. */
  readonly passed: ReadonlyMap<string, string>;
}

/** Where no start is given, Loki takes between one and six hours before the end. */
const DEFAULT_SINCE_MS = 21_600_000;

/**
 * How far back each selector of a question reads, never later than the truth. Empty for a text that
 * does not parse: it is refused where it is enforced.
 */
export function logsReads(
  { texts, passed }: TimedLogQuestion,
  nowMs: number,
  regexes: RegexJudge,
): readonly SelectorReach[] {
  const { linesMs, samplesMs } = firstReads(passed, nowMs);
  if (texts.length === 0) return [{ selector: 'this', earliestMs: linesMs }];
  return texts.flatMap((text) => {
    const parsed = parseLogql(text, { regexes });
    // A bare selector such as `{}` is no query, and reads what lies in the range.
    if (parsed.kind === 'error') return [{ selector: text, earliestMs: linesMs }];
    const fromMs = isLogQuery(parsed.expr) ? linesMs : samplesMs;
    return earliestLogqlReads(parsed.expr, fromMs).map(({ selector, earliestMs }) => ({
      selector: text.slice(selector.start, selector.end),
      earliestMs,
    }));
  });
}

/** Where questions begin to read, Unix milliseconds. */
interface FirstReads {
  readonly linesMs: number;
  /** The first instant that samples are computed for. */
  readonly samplesMs: number;
}

/** The start, rounded down to the step as frontends do; samples have one even where none is given. */
function firstReads(passed: ReadonlyMap<string, string>, nowMs: number): FirstReads {
  const atNs = parseLokiInstantNs(passed.get('time') ?? '');
  const bounds =
    atNs === undefined
      ? lokiBounds(passed, nowMs, DEFAULT_SINCE_MS)
      : { startNs: atNs, endNs: atNs };
  if (bounds === undefined) return UNKNOWN;
  const step = passed.get('step');
  const givenMs = parseLokiStepMs(step ?? '') ?? 0;
  const ownMs = step === undefined && atNs === undefined ? lokiStepMs(step, bounds) : undefined;
  const startMs = floorMs(bounds.startNs);
  return {
    linesMs: roundedDown(startMs, givenMs),
    samplesMs: roundedDown(startMs, ownMs ?? givenMs),
  };
}

const UNKNOWN: FirstReads = {
  linesMs: Number.NEGATIVE_INFINITY,
  samplesMs: Number.NEGATIVE_INFINITY,
};

function roundedDown(atMs: number, stepMs: number): number {
  return stepMs > 0 ? Math.floor(atMs / stepMs) * stepMs : atMs;
}
