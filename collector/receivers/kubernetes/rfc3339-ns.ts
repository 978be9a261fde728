const RFC3339 = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/;

/** `2026-01-02T03:04:05.123456789Z` as Unix nanoseconds, exact; null for anything else. */
export function parseRfc3339Ns(text: string): bigint | null {
  const [, seconds, fraction = '', zone] = RFC3339.exec(text) ?? [];
  if (seconds === undefined || zone === undefined) return null;
  const atMs = Date.parse(`${seconds}${zone}`.toUpperCase());
  if (Number.isNaN(atMs)) return null;
  return BigInt(atMs) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
