const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]);

/**
 * For schemas: exactly the texts that `parseDurationMs` reads, but for durations beyond what a
 * number holds exactly (some 285,000 years).
 */
export const DURATION_PATTERN =
  '^(?:0|(?=\\d)(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?)$';

const SHAPE = new RegExp(DURATION_PATTERN);

/**
 * Parses a Prometheus duration as people write it: `30s`, `1h30m`, `1d`, and `0`.
 * Units `y w d h m s ms`, integers, in descending order, each at most once.
 * @returns milliseconds, or undefined when the text is not a duration.
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!SHAPE.test(text)) return undefined;
  let total = 0;
  for (const part of text.matchAll(/(\d+)(ms|[ywdhms])/g)) {
    total += Number(part[1]) * (UNITS_MS.get(part[2] ?? '') ?? 0);
  }
  return Number.isSafeInteger(total) ? total : undefined;
}

/**
 * Prints milliseconds the way Prometheus does: `90000` is `1m30s`, `0` is `0s`,
 * years, weeks and days only when they divide exactly (`86400000` is `1d`, `90000000` is `25h`).
 */
export function printDurationMs(durationMs: number): string {
  if (durationMs === 0) return '0s';
  let rest = durationMs;
  let text = '';
  for (const [unit, unitMs] of UNITS_MS) {
    const exactOnly = unit === 'y' || unit === 'w' || unit === 'd';
    if (exactOnly && rest % unitMs !== 0) continue;
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text;
}
