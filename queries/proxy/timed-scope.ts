import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';

/** A scope of which several things are asked, which have the time of one question together. */
export interface TimedScope {
  readonly scope: Scope;
  /** Whose limits count. */
  readonly payer: string;
  readonly timeoutMs: number;
  /** Monotonic. */
  readonly endsAtMs: number;
}

/** @throws AppError `timeout` when its time is over */
export function timeLeftMs(
  { timeoutMs, endsAtMs }: TimedScope,
  clock: Pick<Clock, 'monotonicMs'>,
): number {
  const leftMs = endsAtMs - clock.monotonicMs();
  if (leftMs > 0) return Math.ceil(leftMs);
  throw new AppError(
    'timeout',
    `the whole question took longer than the ${timeoutMs / 1000}s allowed; ask for less`,
  );
}
