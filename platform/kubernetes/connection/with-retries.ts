import type { Clock } from '../../clock/clock.ts';
import { type BackoffPolicy, backoffDelayMs } from '../../lifecycle/backoff.ts';
import type { KubernetesFailure, Outcome } from '../objects/kubernetes-failure.ts';

export interface RetryOptions {
  /** Whether doing it twice is as good as once: then it is tried again when it may have been done. */
  readonly isIdempotent: boolean;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry: () => void;
}

const MAX_TRIES = 3;
const BACKOFF: BackoffPolicy = { minMs: 200, maxMs: 2_000, factor: 3, jitter: 0.5 };
/** Who is told to wait longer should go on with something else. */
const MAX_WAIT_MS = 10_000;
const TRANSIENT: ReadonlySet<number> = new Set([502, 503, 504]);

/** Tries again what may be tried again, at most three times in all. */
export async function withRetries<T>(
  run: () => Promise<Outcome<T>>,
  options: RetryOptions,
): Promise<Outcome<T>> {
  for (let tries = 1; ; tries++) {
    const outcome = await run();
    if (outcome.kind === 'done' || tries === MAX_TRIES) return outcome;
    const waitMs = retryDelayMs(outcome, tries, options);
    if (waitMs === undefined || waitMs > MAX_WAIT_MS) return outcome;
    try {
      await options.clock.sleep(waitMs, options.signal);
    } catch {
      return { kind: 'aborted', message: `given up after: ${outcome.message}` };
    }
    options.onRetry();
  }
}

/** @returns undefined for what should not be tried again */
function retryDelayMs(
  failure: KubernetesFailure,
  tries: number,
  { isIdempotent, random }: RetryOptions,
): number | undefined {
  switch (failure.kind) {
    case 'throttled':
      return Math.round(failure.retryAfterMs * (1 + 0.2 * random()));
    case 'unauthenticated':
      return tries === 1 ? 0 : undefined; // a token may just have been rotated
    case 'failed':
      if (!isIdempotent || !(TRANSIENT.has(failure.status) || failure.retryAfterMs !== undefined)) {
        return undefined;
      }
      return failure.retryAfterMs ?? backoffDelayMs(BACKOFF, tries, random);
    case 'unreachable':
      return isIdempotent ? backoffDelayMs(BACKOFF, tries, random) : undefined;
    default:
      return undefined;
  }
}
