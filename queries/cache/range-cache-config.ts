import { type Static, Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { RangeLanguage } from './range-language.ts';

/** How range answers are kept, as configured. */
export const RangeCacheConfig = Type.Object(
  {
    maxBytes: Type.Integer({
      default: 134_217_728,
      minimum: 0,
      description: 'Memory for answers of range queries, in bytes; 0 keeps none',
    }),
    maxAnswerBytes: Type.Integer({
      default: 8_388_608,
      minimum: 65_536,
      description: 'Largest answer of a backend that is kept, in bytes; larger ones pass through',
    }),
    untrusted: durationOption(
      '10m',
      'Samples younger than this are asked for each time, as they may still change',
    ),
    untrustedLogs: durationOption(
      '1h',
      'The same for samples counted from log lines, of which Loki takes late ones for an hour',
    ),
    keep: durationOption(
      '1h',
      'Answers older than this are asked for again, as a store may be changed afterwards',
    ),
  },
  { additionalProperties: false, default: {} },
);

/** The same with durations in milliseconds. */
export interface RangeCacheSettings {
  readonly maxBytes: number;
  readonly maxAnswerBytes: number;
  readonly untrustedMs: Readonly<Record<RangeLanguage, number>>;
  readonly keepMs: number;
}

/** @throws AppError `invalid` for a duration that is none */
export function rangeCacheSettings(config: Static<typeof RangeCacheConfig>): RangeCacheSettings {
  return {
    maxBytes: config.maxBytes,
    maxAnswerBytes: config.maxAnswerBytes,
    untrustedMs: {
      promql: durationMs('untrusted', config.untrusted),
      logql: durationMs('untrustedLogs', config.untrustedLogs),
    },
    keepMs: durationMs('keep', config.keep),
  };
}

function durationMs(name: string, text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined)
    throw new AppError('invalid', `${name} of the range cache: ${text} is not a duration`);
  return ms;
}
