import type { SeverityStep } from '../../../platform/model/severity-step.ts';
import type { TextMap } from './text-map.ts';

/** Levels of lines, the gravest first. */
export const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'] as const;
export type LogLevel = (typeof LEVELS)[number];

const SPELLINGS: ReadonlyMap<string, LogLevel> = new Map([
  ['critical', 'fatal'],
  ['crit', 'fatal'],
  ['alert', 'fatal'],
  ['emerg', 'fatal'],
  ['panic', 'fatal'],
  ['err', 'error'],
  ['warning', 'warn'],
  ['notice', 'info'],
  ['information', 'info'],
]);

/** A level as it is written on lines: `WARNING` is warn, what is not known is unknown. */
export function readLevel(text: string): LogLevel {
  const word = text.trim().toLowerCase();
  return LEVELS.find((level) => level === word) ?? SPELLINGS.get(word) ?? 'unknown';
}

/** By `detected_level`, else by a label or field `level` of the first that has one. */
export function levelOf(sources: readonly TextMap[]): LogLevel {
  for (const name of ['detected_level', 'level']) {
    for (const source of sources) {
      const text = source[name];
      const level = text === undefined ? 'unknown' : readLevel(text);
      if (level !== 'unknown') return level;
    }
  }
  return 'unknown';
}

/** The severity whose colour a level has; the calm ones share the grey. */
export const LEVEL_TONES: Readonly<Record<LogLevel, SeverityStep>> = {
  fatal: 'critical',
  error: 'major',
  warn: 'minor',
  info: 'warning',
  debug: 'info',
  trace: 'info',
  unknown: 'info',
};
