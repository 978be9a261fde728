/** A span cut to its largest unit, for words like "3 minutes ago". */
export interface Span {
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
  readonly count: number;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The largest whole unit of a length; 90 s is one minute, negative lengths are 0 s. */
export function spanOf(lengthMs: number): Span {
  for (const [unit, unitMs] of UNITS) {
    if (lengthMs >= unitMs) return { unit, count: Math.floor(lengthMs / unitMs) };
  }
  return { unit: 'second', count: Math.max(0, Math.floor(lengthMs / 1000)) };
}

/** A length in its two largest units, for columns: `3d 4h`, `2m 5s`, `12s`. */
export function shortLength(lengthMs: number): string {
  const seconds = Math.max(0, Math.floor(lengthMs / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
