import { type ErrorKind, statusOf } from './error-registry.ts';

/** One finding at one place of a request, e.g. `{ path: '/levels/0/severity', message: '…' }`. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly details?: readonly ErrorDetail[];
  readonly cause?: unknown;
  /** Seconds after which the caller may try again; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** What programs go by where the kind says too little, e.g. `viewer-unknown`; words may change, it may not. */
  readonly reason?: string;
}

/** Header in which scoped endpoints say why they refuse: the reason, or the kind where there is none. */
export const REASON_HEADER = 'x-tocsin-reason';

/**
 * The one error class. `message` is for the person who called: what was attempted, with the
 * values, and what to do; never a secret, never a backend address.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;
  /** Never empty. */
  readonly reason: string;

  constructor(kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.reason = options.reason ?? kind;
  }

  get status(): number {
    return statusOf(this.kind);
  }
}

/** The thrown value as an Error, for places that need a message or a cause. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
