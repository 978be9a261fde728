import type { IncomingHttpHeaders } from 'node:http';

/** The `Idempotency-Key` of a request that creates something; null for none. */
export function creationKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key : null;
}
