import { parseDurationMs } from '../../../platform/model/duration.ts';
import { parseLogql } from '../../logql/parse.ts';
import type { RegexJudge } from '../../regex/regex-judge.ts';
import { earliestLogqlReads } from '../../scope/earliest-logql-read.ts';
import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { parseLokiInstantNs, parseLokiStepMs } from '../loki/loki-time.ts';

/** A question about logs: its texts of LogQL, and what says of which time. */
export interface TimedLogQuestion {
  /** A query or selectors; empty: the whole scope. */
  readonly texts: readonly string[];
  /** `start`, `end`, `since`, `time`, `step` as given. */
  readonly passed: ReadonlyMap<string, string>;
}

/** Where no start is given, Loki takes between one and six hours before the end. */
const DEFAULT_SINCE_MS = 21_600_000;

const NS_PER_MS = 1_000_000n;

/**
 * How far back each selector of a question reads, never later than the truth. Empty for a text that
 * does not parse: it is refused where it is enforced.
 */
export function logsReads(
  { texts, passed }: TimedLogQuestion,
  nowMs: number,
  regexes: RegexJudge,
): readonly SelectorReach[] {
  const startMs = startOf(passed, nowMs);
  if (texts.length === 0) return [{ selector: 'this', earliestMs: startMs }];
  return texts.flatMap((text) => {
    const parsed = parseLogql(text, { regexes });
    // A bare selector such as `{}` is no query, and reads what lies in the range.
    if (parsed.kind === 'error') return [{ selector: text, earliestMs: startMs }];
    return earliestLogqlReads(parsed.expr, startMs).map(({ selector, earliestMs }) => ({
      selector: text.slice(selector.start, selector.end),
      earliestMs,
    }));
  });
}

/** The start, rounded down to the step as some frontends do. */
function startOf(passed: ReadonlyMap<string, string>, nowMs: number): number {
  const atMs = instantMs(passed.get('time'));
  const endMs = instantMs(passed.get('end')) ?? nowMs;
  const since = passed.get('since');
  const sinceMs = since === undefined ? DEFAULT_SINCE_MS : parseDurationMs(since);
  const defaultMs = sinceMs === undefined ? Number.NEGATIVE_INFINITY : endMs - sinceMs;
  const startMs = instantMs(passed.get('start')) ?? atMs ?? defaultMs;
  const stepMs = parseLokiStepMs(passed.get('step') ?? '') ?? 0;
  return stepMs > 0 ? Math.floor(startMs / stepMs) * stepMs : startMs;
}

function instantMs(text: string | undefined): number | undefined {
  const ns = text === undefined ? undefined : parseLokiInstantNs(text);
  if (ns === undefined) return undefined;
  return Number(ns / NS_PER_MS) - (ns % NS_PER_MS < 0n ? 1 : 0);
}
