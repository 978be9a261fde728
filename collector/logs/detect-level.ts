import type { Labels } from '../../platform/model/labels.ts';

/** Loki's levels. */
export type LogLevelName =
  | 'trace'
  | 'debug'
  | 'info'
  | 'warn'
  | 'error'
  | 'critical'
  | 'fatal'
  | 'unknown';

/** The metadata that carries it. */
const DETECTED_LEVEL = 'detected_level';

/** Labels, metadata and keys that say it, as Loki looks for them by default. */
const FIELDS = [
  'level',
  'LEVEL',
  'Level',
  'log.level',
  'severity',
  'SEVERITY',
  'Severity',
  'SeverityText',
  'lvl',
  'LVL',
  'Lvl',
  'severity_text',
  'Severity_Text',
  'SEVERITY_TEXT',
] as const;

const WORDS: ReadonlyMap<string, LogLevelName> = new Map([
  ['trace', 'trace'],
  ['trc', 'trace'],
  ['debug', 'debug'],
  ['dbg', 'debug'],
  ['info', 'info'],
  ['inf', 'info'],
  ['information', 'info'],
  ['notice', 'info'],
  ['warn', 'warn'],
  ['wrn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['err', 'error'],
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['fatal', 'fatal'],
  ['panic', 'fatal'],
  // Of loggers that write numbers, such as pino and bunyan.
  ['10', 'trace'],
  ['20', 'debug'],
  ['30', 'info'],
  ['40', 'warn'],
  ['50', 'error'],
  ['60', 'fatal'],
]);

/** OpenTelemetry numbers severities from 1 to 24, four to a level. */
const SEVERITY_NUMBERS: readonly LogLevelName[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
];

const KEYS = 'log\\.level|level|lvl|severity(?:_?text)?';
const JSON_LEVEL = new RegExp(`"(?:${KEYS})"\\s*:\\s*(?:"([a-z]{1,16})"|(\\d{2})\\b)`, 'gi');
const LOGFMT_LEVEL = new RegExp(`(?:^|\\s)(?:${KEYS})="?([a-z]{1,16})\\b`, 'gi');
const TEXT_LEVEL =
  /\b(?:trace|debug|info|warn|warning|error|err|critical|fatal|panic|trc|dbg|inf|wrn)\b/i;

/** A line tells its level early or not at all; looking further would cost more than it finds. */
const LOOKED_AT = 1_024;

/** Metadata with nothing but a level: the same object every time, which the store finds at once. */
const ONLY_LEVEL: ReadonlyMap<LogLevelName, Labels> = new Map(
  ([...new Set(WORDS.values()), 'unknown'] as const).map((level) => [
    level,
    new Map([[DETECTED_LEVEL, level]]),
  ]),
);
const NO_METADATA: Labels = new Map();

/**
 * The level of a line: what a label says, else its metadata, else a key of the line (JSON, logfmt),
 * else the first word in it that names a level.
 *
 * @example
 * detectLevel(labels, null, 'ts=1 level=warn msg="disk is filling up"') // 'warn'
 */
export function detectLevel(labels: Labels, metadata: Labels | null, line: string): LogLevelName {
  const said = saidBy(labels) ?? (metadata === null ? undefined : saidByMetadata(metadata));
  return said ?? saidByLine(line) ?? 'unknown';
}

/** The metadata of a line with `detected_level` in it; what came with one keeps it. */
export function withDetectedLevel(labels: Labels, metadata: Labels | null, line: string): Labels {
  if (metadata?.has(DETECTED_LEVEL) === true) return metadata;
  const level = detectLevel(labels, metadata, line);
  const only = ONLY_LEVEL.get(level) ?? NO_METADATA;
  return metadata === null || metadata.size === 0 ? only : new Map([...metadata, ...only]);
}

function saidBy(labels: Labels): LogLevelName | undefined {
  for (const field of FIELDS) {
    const value = labels.get(field);
    if (value !== undefined) return WORDS.get(value.toLowerCase());
  }
  return undefined;
}

function saidByMetadata(metadata: Labels): LogLevelName | undefined {
  const said = saidBy(metadata);
  if (said !== undefined) return said;
  const severity = Number(metadata.get('severity_number') ?? Number.NaN);
  return SEVERITY_NUMBERS[Math.floor((severity - 1) / 4)];
}

function saidByLine(line: string): LogLevelName | undefined {
  const start = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line;
  const keyed = start.trimStart().startsWith('{') ? JSON_LEVEL : LOGFMT_LEVEL;
  // Not matchAll, which makes a pattern anew for every line.
  keyed.lastIndex = 0;
  for (let match = keyed.exec(start); match !== null; match = keyed.exec(start)) {
    const level = WORDS.get((match[1] ?? match[2] ?? '').toLowerCase());
    if (level !== undefined) return level;
  }
  const word = TEXT_LEVEL.exec(start);
  return word === null ? undefined : WORDS.get(word[0].toLowerCase());
}
