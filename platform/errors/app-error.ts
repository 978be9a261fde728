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
}

/**
 * The one error class. `message` is for the person who called: what was attempted, with the
 * values, and what to do; never a secret, never a backend address.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return statusOf(this.kind);
  }
}

/** The thrown value as an Error, for places that need a message or a cause. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
