import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { lokiBounds } from './loki-range.ts';
import { floorMs, parseLokiInstantNs, parseLokiStepMs } from './loki-time.ts';
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
  /** Lets a question pass, or throws `AppError` `unprocessable` or `limited`. */
  check(tenant: string, facts: LogQuestionFacts): void;
  /**
   * Resolves when it is the question's turn. Rejects with `AppError` `limited`, or with the signal's
   * reason. The lease must be released, also after a failure.
   */
  enter(tenant: string, signal: AbortSignal): Promise<{ release(): void }>;
  /** Both at once, for questions that always go to a backend. */
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

/** The range of a question with Loki's defaults, and what it reads at the most. */
export function factsOf(
  { question, passed }: LokiParameters,
  reads: readonly SelectorReach[],
  { nowMs, bodyBytes }: { readonly nowMs: number; readonly bodyBytes: number },
): LogQuestionFacts {
  if (question.kind === 'none') return { bodyBytes, range: null, earliestMs: null };
  const step = passed.get('step');
  const atNs = parseLokiInstantNs(passed.get('time') ?? '');
  const bounds = atNs === undefined ? lokiBounds(passed, nowMs) : { startNs: atNs, endNs: atNs };
  if (bounds === undefined) throw new TypeError('a range that was checked cannot be read');
  const [startMs, endMs] = [floorMs(bounds.startNs), floorMs(bounds.endNs)];
  const stepMs = step === undefined ? null : (parseLokiStepMs(step) ?? null);
  const earliestMs = reads.length === 0 ? null : Math.min(...reads.map((one) => one.earliestMs));
  return { bodyBytes, range: { startMs, endMs, stepMs }, earliestMs };
}
