/** What the first bytes of a connection say. */
export type FirstLine =
  /** The target of its first request, e.g. `/scopes/acme/prometheus/api/v1/query?query=up`. */
  | { readonly kind: 'request'; readonly target: string }
  /** No HTTP/1 that could be told; the HTTP server finds the right words. */
  | { readonly kind: 'other' };

/** A longer line is for the HTTP server to refuse. */
export const MAX_LINE_BYTES = 16_384;
export const LINE_FEED = 0x0a;
const REQUEST_LINE = /^[A-Z]+ (\S+) HTTP\/1\.[01]\r?$/;

/** Reads the request line (RFC 9112, 3), which must be complete, at the beginning of the bytes. Pure. */
export function readFirstLine(bytes: Buffer): FirstLine {
  const end = bytes.indexOf(LINE_FEED);
  if (end < 0 || end > MAX_LINE_BYTES) return { kind: 'other' };
  const [, target] = REQUEST_LINE.exec(bytes.toString('latin1', 0, end)) ?? [];
  return target === undefined ? { kind: 'other' } : { kind: 'request', target };
}
