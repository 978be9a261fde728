import { AppError } from '../../platform/errors/app-error.ts';

/**
 * Why a question is refused.
 * - `body`, `range`, `points`, `look_back`: it asks for too much, and always will (422).
 * - `rate`, `queue`, `wait`, `tails`: too many at once; later it would be answered (429, `Retry-After`).
 */
export const LIMIT_REASONS = [
  'body',
  'range',
  'points',
  'look_back',
  'rate',
  'queue',
  'wait',
  'tails',
] as const;

export type LimitReason = (typeof LIMIT_REASONS)[number];

/** A refusal in words for the person who asked: the limit, what was asked, what to do. */
export interface Refusal {
  readonly reason: LimitReason;
  readonly message: string;
  /** Null when asking again does not help. */
  readonly retryAfterSeconds: number | null;
}

/** The refusal as an error that the protocol's envelope can carry. */
export function refusalError({ message, retryAfterSeconds }: Refusal): AppError {
  return retryAfterSeconds === null
    ? new AppError('unprocessable', message)
    : new AppError('limited', message, { retryAfterSeconds });
}
