import type { ErrorBody } from '../../contract/common.ts';

/** One finding at one field; `path` is a JSON pointer into the body that was sent. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/**
 * An answer that is not the success of its route. `kind` is the service's error kind, or
 * `unreachable` when no answer came, or `unreadable` when it was not the service's own shape.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: string;
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly requestId: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(fault: {
    readonly kind: string;
    readonly status: number;
    readonly message: string;
    readonly details?: readonly ErrorDetail[];
    readonly requestId?: string;
    readonly retryAfterSeconds?: number | undefined;
  }) {
    super(fault.message);
    this.kind = fault.kind;
    this.status = fault.status;
    this.details = fault.details ?? [];
    this.requestId = fault.requestId ?? '';
    this.retryAfterSeconds = fault.retryAfterSeconds;
  }
}

/** `Retry-After` in seconds; undefined without one, and for a date. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Reads an error answer of `/api/v1`; a body of another shape (a proxy's page) is `unreadable`. */
export async function errorOf(response: Response): Promise<ApiError> {
  const common = { status: response.status, retryAfterSeconds: retryAfterOf(response) };
  const body = errorBodyOf(await response.text());
  if (body === undefined) {
    return new ApiError({ ...common, kind: 'unreadable', message: response.statusText });
  }
  return new ApiError({ ...common, ...body.error });
}

function errorBodyOf(text: string): ErrorBody | undefined {
  const parsed = parseJson(text);
  return isErrorBody(parsed) ? parsed : undefined;
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const { error } = value;
  return (
    typeof error === 'object' &&
    error !== null &&
    'kind' in error &&
    typeof error.kind === 'string' &&
    'message' in error &&
    typeof error.message === 'string' &&
    'details' in error &&
    Array.isArray(error.details)
  );
}

/** The JSON value of a text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
