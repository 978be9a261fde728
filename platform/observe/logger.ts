import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { redactFields } from './redact.ts';

/** Values of one log line, one key per concept, e.g. `{ tenant: 'acme', durationMs: 12, err }`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * What a component logs through. The message is constant and lowercase; values are fields.
 * An Error goes under the key `err`. ERROR means that someone must act now; what heals is WARN.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds these fields to each line, e.g. `{ service: 'outbox' }`. */
  child(fields: LogFields): Logger;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output when absent. Tests pass `{ write(line) {…} }`. */
  readonly destination?: DestinationStream;
}

/** JSON lines by pino, secrets removed from every field (see `redactFields`). */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (err: unknown) => err },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return portOf(options.destination ? pino(settings, options.destination) : pino(settings));
}

function portOf(target: PinoLogger): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: LogFields, message: string): void => {
      if (target.isLevelEnabled(level)) target[level](redactFields(fields), message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => portOf(target.child(redactFields(fields))),
  };
}
