import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { parseLokiInstantNs, parseLokiStepMs } from './loki-time.ts';
import type { LokiParameters } from './read-loki-parameters.ts';

/** What is known of a question before it is asked. */
export interface LogQuestionFacts {
  readonly bodyBytes: number;
  /** Unix milliseconds; `stepMs` is null where the question has no step. */
  readonly range: {
    readonly startMs: number;
    readonly endMs: number;
    readonly stepMs: number | null;
  } | null;
  /** The oldest instant it reads, Unix milliseconds; null where it reads none. */
  readonly earliestMs: number | null;
}

/** The limits of tenants; `queries/limits` has the real one. */
export interface LogQuestionGate {
  limitsOf(tenant: string): { readonly maxResponseBytes: number; readonly timeoutMs: number };
  /**
   * Resolves when it is the question's turn. Rejects with `AppError` `unprocessable` or `limited`, or
   * with the signal's reason. The lease must be released, also after a failure.
   */
  admit(tenant: string, facts: LogQuestionFacts, signal: AbortSignal): Promise<{ release(): void }>;
}

/** The limits of tenants on live tails; `queries/limits` has the real one. */
export interface LogTailGate {
  /**
   * Counts a tail as long as it is open. Throws `AppError` `unprocessable` or `limited`. The lease
   * must be released.
   */
  openTail(tenant: string, facts: LogQuestionFacts): { release(): void };
}

const DEFAULT_RANGE_MS = 3_600_000;

/** The range of a question with Loki's defaults, and what it reads at the most. */
export function factsOf(
  { question, passed }: LokiParameters,
  reads: readonly SelectorReach[],
  { nowMs, bodyBytes }: { readonly nowMs: number; readonly bodyBytes: number },
): LogQuestionFacts {
  if (question.kind === 'none') return { bodyBytes, range: null, earliestMs: null };
  const step = passed.get('step');
  const atMs = instantMs(passed.get('time'));
  const endMs = instantMs(passed.get('end')) ?? atMs ?? nowMs;
  const sinceMs = parseDurationMs(passed.get('since') ?? '') ?? DEFAULT_RANGE_MS;
  const startMs = instantMs(passed.get('start')) ?? atMs ?? endMs - sinceMs;
  const stepMs = step === undefined ? null : (parseLokiStepMs(step) ?? null);
  const earliestMs = reads.length === 0 ? null : Math.min(...reads.map((one) => one.earliestMs));
  return { bodyBytes, range: { startMs, endMs, stepMs }, earliestMs };
}

function instantMs(text: string | undefined): number | undefined {
  const ns = text === undefined ? undefined : parseLokiInstantNs(text);
  return ns === undefined ? undefined : Number(ns / 1_000_000n);
}
