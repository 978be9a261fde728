const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size as people read it: `1.5 MiB`. */
export function bytesText(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${figureText(value, language, unit === 0 ? 0 : 1)} ${UNITS[unit] ?? ''}`;
}

/** A figure with its thousands kept apart. */
export function figureText(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A duration of a scrape: `12 ms`, `1.2 s`. */
export function secondsText(seconds: number, language: string): string {
  return seconds < 1
    ? `${figureText(seconds * 1_000, language)} ms`
    : `${figureText(seconds, language, 1)} s`;
}
