import { ApiFailure, type Cause } from './api-failure.ts';
import type { JsonObject } from './json.ts';
import { groupKind, type Kind, resourceName } from './kind.ts';

/** What the server was asked about. */
type Named = Pick<Kind, 'group' | 'plural' | 'kind'>;

const details = (kind: Named, name: string, more: JsonObject = {}): JsonObject => ({
  ...(name === '' ? {} : { name }),
  ...(kind.group === '' ? {} : { group: kind.group }),
  kind: kind.plural,
  ...more,
});

const causesOf = (causes: readonly Cause[]): JsonObject => ({
  causes: causes.map(({ reason, message, field }) => ({ reason, message, field })),
});

export const notFound = (kind: Named, name: string): ApiFailure =>
  new ApiFailure({
    code: 404,
    reason: 'NotFound',
    message: `${resourceName(kind)} ${JSON.stringify(name)} not found`,
    details: details(kind, name),
  });

export const alreadyExists = (kind: Named, name: string): ApiFailure =>
  new ApiFailure({
    code: 409,
    reason: 'AlreadyExists',
    message: `${resourceName(kind)} ${JSON.stringify(name)} already exists`,
    details: details(kind, name),
  });

/** Somebody else wrote in between, or a precondition does not hold. */
export const conflict = (kind: Named, name: string, why: string): ApiFailure =>
  new ApiFailure({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${resourceName(kind)} ${JSON.stringify(name)}: ${why}`,
    details: details(kind, name),
  });

export const modifiedMeanwhile =
  'the object has been modified; please apply your changes to the latest version and try again';

/** Another field manager owns what an apply would change. */
export const applyConflict = (message: string, causes: readonly Cause[]): ApiFailure =>
  new ApiFailure({ code: 409, reason: 'Conflict', message, details: causesOf(causes) });

/** The object does not fit its schema. */
export function invalid(kind: Named, name: string, causes: readonly Cause[]): ApiFailure {
  const lines = causes.map(({ field, message }) => `${field}: ${message}`);
  const shown = lines.length === 1 ? lines.join('') : `[${lines.join(', ')}]`;
  return new ApiFailure({
    code: 422,
    reason: 'Invalid',
    message: `${groupKind(kind)} ${JSON.stringify(name)} is invalid: ${shown}`,
    details: {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.kind,
      ...causesOf(causes),
    },
  });
}

export const badRequest = (message: string): ApiFailure =>
  new ApiFailure({ code: 400, reason: 'BadRequest', message });

/** An error that the real server passes on without a class, such as an apply of unknown fields. */
export const unclassified = (message: string): ApiFailure =>
  new ApiFailure({ code: 500, reason: '', message });

export const unauthorized = (): ApiFailure =>
  new ApiFailure({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });

export const forbidden = (kind: Named, name: string, why: string): ApiFailure =>
  new ApiFailure({
    code: 403,
    reason: 'Forbidden',
    message: `${resourceName(kind)}${name === '' ? '' : ` ${JSON.stringify(name)}`} is forbidden: ${why}`,
    details: details(kind, name),
  });

/** What was asked for is older than what is kept. */
export const expired = (message: string, metadata: JsonObject = {}): ApiFailure =>
  new ApiFailure({ code: 410, reason: 'Expired', message, metadata });

/** A revision that this server has not reached. */
export const revisionAhead = (asked: number, current: number): ApiFailure =>
  new ApiFailure({
    code: 504,
    reason: 'Timeout',
    message: `Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });

export const unsupportedMedia = (accepted: readonly string[]): ApiFailure =>
  new ApiFailure({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  });

export const methodNotAllowed = (kind: Named, verb: string): ApiFailure =>
  new ApiFailure({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${verb} is not supported on resources of kind ${JSON.stringify(resourceName(kind))}`,
    details: details(kind, ''),
  });

/** Bytes of a request that the server reads at most. */
export const maxBodyBytes = 3 * 1024 * 1024;

export const bodyTooLarge = (): ApiFailure =>
  new ApiFailure({
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: `Request entity too large: limit is ${maxBodyBytes}`,
  });

/** Bytes of a stored object that etcd takes at most. */
export const maxObjectBytes = 1.5 * 1024 * 1024;

export const objectTooLarge = (): ApiFailure => unclassified('etcdserver: request is too large');
