const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const WORDS: ReadonlyMap<string, string> = new Map([
  ...LEVELS.map((level) => [level, level] as const),
  ['information', 'info'],
  ['notice', 'info'],
  ['warning', 'warn'],
  ['err', 'error'],
  ['critical', 'critical'],
  ['emergency', 'fatal'],
]);

/** The level that a log record states: four numbers each from 1 on, else the word; null for none. */
export function severityLevel(number: number, text: string): string | null {
  if (number >= 1 && number <= 24) return LEVELS[Math.floor((number - 1) / 4)] ?? null;
  return WORDS.get(text.toLowerCase()) ?? null;
}
