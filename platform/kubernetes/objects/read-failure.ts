import { parseJson } from '../../model/parse-json.ts';
import { isJsonObject, type JsonObject, listIn, objectIn, textIn } from './json-object.ts';
import type {
  KubernetesFailure,
  MissingRight,
  OwnedField,
  WrongField,
} from './kubernetes-failure.ts';

/** An answer that is no success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly body: string;
  /** Header `Retry-After`. */
  readonly retryAfter: string | undefined;
}

const MAX_FOREIGN_TEXT = 200;
/** When a throttling server does not say. */
const DEFAULT_RETRY_MS = 1_000;

/** Sorts an answer of an API server, or of something that stands before it. */
export function readFailure(answer: RefusedAnswer): KubernetesFailure {
  const parsed = parseJson(answer.body);
  if (isJsonObject(parsed) && parsed.kind === 'Status') {
    return failureOfStatus(parsed, answer.status, retryAfterMs(answer.retryAfter, parsed));
  }
  const afterMs = retryAfterMs(answer.retryAfter, {});
  const message = `answered ${answer.status}: ${answer.body.trim().slice(0, MAX_FOREIGN_TEXT)}`;
  switch (answer.status) {
    case 401:
      return { kind: 'unauthenticated', message };
    case 404:
      return { kind: 'not_served', message };
    case 413:
      return { kind: 'too_large', message };
    case 429:
      return { kind: 'throttled', message, retryAfterMs: afterMs ?? DEFAULT_RETRY_MS };
    default:
      return { kind: 'unreachable', message: `something before the cluster ${message}` };
  }
}

/** Sorts a `Status`, which also ends a watch. @param code of HTTP, when the status has none */
export function failureOfStatus(
  status: JsonObject,
  code: number,
  afterMs: number | undefined = retryAfterMs(undefined, status),
): KubernetesFailure {
  const message = textIn(status, 'message') || textIn(status, 'reason') || `answered ${code}`;
  const unclassified = unclassifiedFailure(message);
  if (unclassified) return unclassified;
  switch (typeof status.code === 'number' ? status.code : code) {
    case 400:
      return badRequest(message);
    case 401:
      return { kind: 'unauthenticated', message };
    case 403:
      return forbidden(message);
    case 404:
      return notFound(status, message);
    case 409:
      return { kind: 'conflict', message, owned: ownedFields(status) };
    case 410:
      return { kind: 'gone', message };
    case 413:
      return { kind: 'too_large', message };
    case 422:
      return { kind: 'invalid', message, fields: wrongFields(status) };
    case 429:
      return { kind: 'throttled', message, retryAfterMs: afterMs ?? DEFAULT_RETRY_MS };
    default:
      return { kind: 'failed', message, status: code, retryAfterMs: afterMs };
  }
}

const DENIED =
  /^admission webhook "[^"]*" denied the request|ValidatingAdmissionPolicy '[^']*' with binding '[^']*' denied request/;

/**
 * Refusals that the server passes on without a class of their own: an apply with unknown fields
 * answers 500, a request too large for etcd too, and a webhook chooses its code.
 */
function unclassifiedFailure(message: string): KubernetesFailure | undefined {
  if (/^failed to create typed patch object/.test(message)) {
    return { kind: 'invalid', message, fields: typedPatchFields(message) };
  }
  if (
    /^etcdserver: request is too large|^rpc error: .*trying to send message larger/.test(message)
  ) {
    return { kind: 'too_large', message };
  }
  // After a restore the cluster is behind what we have seen: only a new list helps.
  if (/^Too large resource version/.test(message)) return { kind: 'gone', message };
  if (DENIED.test(message)) return { kind: 'denied', message };
  return undefined;
}

/** `….spec.a: field not declared in schema`, one in the same line or several in lines of their own. */
function typedPatchFields(message: string): readonly WrongField[] {
  const found = message.matchAll(
    /(?:^|\s)(\.[A-Za-z_][^\s:]*): ((?:field not declared|expected|duplicate|element|associative|invalid)[^\n]*)/g,
  );
  const fields = [...found].map(([, field = '', why = '']) => ({
    field: field.slice(1),
    message: why,
  }));
  return fields.length > 0 ? fields : [{ field: '', message }];
}

function badRequest(message: string): KubernetesFailure {
  const strict = /strict decoding error: (.*)$/s.exec(message)?.[1] ?? '';
  const found = strict.matchAll(/((?:unknown|duplicate) field) "([^"]*)"/g);
  const fields = [...found].map(([, why = '', field = '']) => ({ field, message: why }));
  return {
    kind: 'invalid',
    message,
    fields: fields.length > 0 ? fields : [{ field: '', message }],
  };
}

const RIGHT =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)" (?:in the namespace "([^"]*)"|at the cluster scope)/;

function forbidden(message: string): KubernetesFailure {
  const found = RIGHT.exec(message);
  if (found === null && message !== 'forbidden' && !/cannot/.test(message)) {
    return { kind: 'denied', message };
  }
  return { kind: 'forbidden', message, missing: found ? missingRight(found) : undefined };
}

function missingRight([
  ,
  user = '',
  verb = '',
  resource = '',
  group = '',
  namespace = '',
]: RegExpExecArray): MissingRight {
  return { user, verb, resource, group, namespace };
}

/** A `Status` without a name is about the path. */
function notFound(status: JsonObject, message: string): KubernetesFailure {
  const hasName = textIn(objectIn(status, 'details'), 'name') !== '';
  return { kind: hasName ? 'not_found' : 'not_served', message };
}

function ownedFields(status: JsonObject): readonly OwnedField[] {
  return listIn(objectIn(status, 'details'), 'causes')
    .filter((cause) => textIn(cause, 'reason') === 'FieldManagerConflict')
    .map((cause) => {
      const message = textIn(cause, 'message');
      const manager = /conflict with "([^"]*)"/.exec(message)?.[1] ?? '';
      return { field: textIn(cause, 'field'), manager, message };
    });
}

function wrongFields(status: JsonObject): readonly WrongField[] {
  const causes = listIn(objectIn(status, 'details'), 'causes');
  return causes.map((cause) => ({
    field: textIn(cause, 'field'),
    message: textIn(cause, 'message'),
  }));
}

/** Seconds in the header; a date there is of no use to clocks that differ. */
function retryAfterMs(header: string | undefined, status: JsonObject): number | undefined {
  const inBody = objectIn(status, 'details').retryAfterSeconds;
  const seconds = /^\d{1,6}$/.test(header ?? '') ? Number(header) : inBody;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
}
