/**
 * Every kind of error the service can answer with, its HTTP status, and what it means.
 * The OpenAPI document and `docs/errors.md` are checked against this table by a test.
 */
export const ERROR_REGISTRY = {
  bad_query: { status: 400, meaning: 'The PromQL or LogQL text cannot be parsed or type-checked.' },
  invalid: { status: 400, meaning: 'A parameter or body is not what the schema asks for.' },
  unauthenticated: { status: 401, meaning: 'No valid session or token came with the request.' },
  scope_denied: { status: 403, meaning: 'The caller holds no permission on what was named.' },
  not_found: { status: 404, meaning: 'The path or the named thing does not exist.' },
  method_not_allowed: { status: 405, meaning: 'The path exists, but not with this method.' },
  not_acceptable: { status: 406, meaning: 'No answer can be given in the media type asked for.' },
  conflict: {
    status: 409,
    meaning: 'The thing exists already, is referenced, or is declared in the configuration.',
  },
  precondition_failed: { status: 412, meaning: 'It was changed since it was read (If-Match).' },
  too_large: { status: 413, meaning: 'The body or query is over the limit.' },
  unsupported_media: {
    status: 415,
    meaning: 'The content type or encoding of the body is not accepted.',
  },
  unprocessable: { status: 422, meaning: 'Understood, but cannot be carried out as asked.' },
  limited: {
    status: 429,
    meaning: 'A rate or quota is used up; Retry-After says when to come back.',
  },
  internal: { status: 500, meaning: 'A fault of the service; the request id finds it in the log.' },
  upstream_failed: {
    status: 502,
    meaning: 'A backend could not be reached or answered something unusable.',
  },
  unavailable: { status: 503, meaning: 'The service cannot do this right now.' },
  timeout: { status: 504, meaning: 'A backend did not answer in time.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

/** One of the closed set of error kinds. */
export type ErrorKind = keyof typeof ERROR_REGISTRY;

/** HTTP status of an error kind. */
export function statusOf(kind: ErrorKind): number {
  return ERROR_REGISTRY[kind].status;
}
