/** Tokens at an instant; a bucket that nobody has used yet is full. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export type Taken =
  | { readonly kind: 'taken'; readonly bucket: Bucket }
  | { readonly kind: 'empty'; readonly retryAfterMs: number };

/**
 * Takes a token from a bucket that holds `burst` and gains `perSecond`. Pure. Time that runs
 * backwards gains nothing.
 */
export function takeToken(
  bucket: Bucket | undefined,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  nowMs: number,
): Taken {
  const before = bucket ?? { tokens: burst, atMs: nowMs };
  const gained = (Math.max(0, nowMs - before.atMs) / 1000) * perSecond;
  const tokens = Math.min(burst, before.tokens + gained);
  if (tokens >= 1) return { kind: 'taken', bucket: { tokens: tokens - 1, atMs: nowMs } };
  return { kind: 'empty', retryAfterMs: ((1 - tokens) / perSecond) * 1000 };
}
