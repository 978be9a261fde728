import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';

/** Of the scoped endpoints: Grafana asks with Basic, programs with Bearer. */
export const SCOPED_CHALLENGE = 'Basic realm="tocsin", Bearer';

/** Any thrown thing as an `AppError`; what nobody foresaw becomes `internal` without its text. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const known = fromFastify(thrown);
  return (
    known ??
    new AppError('internal', 'something went wrong here; the request id finds it in the log', {
      cause: thrown,
    })
  );
}

/**
 * Headers of an error in any protocol's shape: when to come back, how to authenticate, and that no
 * cache keeps it.
 * @param challenge the schemes that the endpoint takes, e.g. `Bearer`
 */
export function errorHeaders(error: AppError, challenge: string): Readonly<Record<string, string>> {
  const { kind, retryAfterSeconds } = error;
  return {
    'cache-control': 'no-store',
    ...(retryAfterSeconds === undefined
      ? {}
      : { 'retry-after': `${Math.ceil(retryAfterSeconds)}` }),
    ...(kind === 'unauthenticated' ? { 'www-authenticate': challenge } : {}),
  };
}

/** Answers an error of `/api/v1` in the shape of the API conventions. */
export function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
): FastifyReply {
  return reply
    .code(error.status)
    .headers(errorHeaders(error, 'Bearer'))
    .type('application/json')
    .send(
      JSON.stringify({
        error: {
          kind: error.kind,
          message: error.message,
          details: error.details,
          requestId: request.id,
        },
      }),
    );
}

/** Logs once what the service itself is at fault for. */
export function logFault(logger: Logger, request: FastifyRequest, error: AppError): void {
  if (error.kind !== 'internal') return;
  logger.error(
    {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      err: error.cause ?? error,
    },
    'request failed unexpectedly',
  );
}

interface ValidationFailure extends Error {
  readonly findings: readonly ErrorDetail[];
  readonly part: string;
}

/** What the validator compiler hands to fastify when a part of a request does not fit. */
export function validationFailure(
  part: string,
  findings: readonly ErrorDetail[],
): ValidationFailure {
  return Object.assign(new Error('invalid request'), { findings, part });
}

function isValidationFailure(thrown: unknown): thrown is ValidationFailure {
  return thrown instanceof Error && 'findings' in thrown && 'part' in thrown;
}

function fromFastify(thrown: unknown): AppError | undefined {
  if (isValidationFailure(thrown)) {
    const [first] = thrown.findings;
    const where = first
      ? `${first.path === '' ? 'it' : first.path} ${first.message}`
      : 'it does not fit the schema';
    return new AppError('invalid', `the ${thrown.part} cannot be used: ${where}`, {
      details: thrown.findings,
    });
  }
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return undefined;
  const error = thrown as FastifyError;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('too_large', 'the body is larger than this endpoint accepts');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'unsupported_media',
        'the content type of the body is not accepted here; /api/docs says which are',
      );
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AppError('invalid', 'the body is empty, expected JSON');
    default:
      return error.statusCode === 400
        ? new AppError('invalid', `the request cannot be read: ${error.message}`)
        : undefined;
  }
}
