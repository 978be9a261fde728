import { type Check, check, show } from './field-checks.ts';

/** A field name of HTTP: a token (RFC 9110, 5.6.2). */
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** Visible ASCII, with spaces inside only. */
export const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Set by the connection or by us, or speaking for somebody else. */
const RESERVED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const RESERVED_PREFIXES = ['proxy-', 'sec-', 'x-forwarded-'];

/** A header that a cluster's settings may have us send. */
export function checkSettableHeader(name: string, path: string): Check {
  const plain = name.toLowerCase();
  const isReserved =
    RESERVED.has(plain) || RESERVED_PREFIXES.some((prefix) => plain.startsWith(prefix));
  return check(
    HEADER_NAME.test(name) && !isReserved,
    path,
    `expected the name of an HTTP header that is not set otherwise, got ${show(name)}`,
  );
}
