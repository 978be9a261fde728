import { type Static, Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import {
  DEFAULT_LOG_LIMITS,
  DEFAULT_LOG_STORAGE,
  type LogLimits,
  type LogStorage,
} from './log-limits.ts';

const closed = { additionalProperties: false } as const;

function count(fallback: number, description: string) {
  return Type.Integer({ default: fallback, minimum: 1, description });
}

const limits = DEFAULT_LOG_LIMITS;

/** What the embedded log store is configured with. */
export const LogsConfig = Type.Object(
  {
    retention: durationOption('15d', 'Log lines older than this are removed; 0 keeps them'),
    retentionBytes: Type.Integer({
      default: DEFAULT_LOG_STORAGE.retentionBytes,
      minimum: 0,
      description: 'Bytes of stored log lines of one tenant, the oldest make room; 0: no bound',
    }),
    outOfOrder: durationOption('1h', 'How far behind the newest line of its stream a line may be'),
    maxAge: durationOption('1w', 'Lines older than this when they come are refused'),
    maxAhead: durationOption('10m', 'Lines later than now by more than this are refused'),
    maxLineBytes: count(limits.maxLineBytes, 'Longest line, in bytes'),
    maxLabelNames: count(limits.maxLabelNames, 'Most labels of one stream'),
    maxMetadataBytes: count(limits.maxMetadataBytes, 'Most structured metadata of one line, bytes'),
    maxMetadataEntries: count(limits.maxMetadataEntries, 'Most structured metadata of one line'),
    maxActiveStreams: count(
      limits.maxActiveStreams,
      'Most streams of one tenant that take lines within an hour',
    ),
    maxStreams: count(limits.maxStreams, 'Most streams of one tenant that have lines'),
  },
  { ...closed, default: {} },
);

export type LogsConfig = Static<typeof LogsConfig>;

/** What the store is made with. */
export function logStorageOf(settings: LogsConfig): {
  readonly limits: LogLimits;
  readonly storage: LogStorage;
} {
  return {
    limits: {
      ...DEFAULT_LOG_LIMITS,
      maxLineBytes: settings.maxLineBytes,
      maxLabelNames: settings.maxLabelNames,
      maxMetadataBytes: settings.maxMetadataBytes,
      maxMetadataEntries: settings.maxMetadataEntries,
      maxActiveStreams: settings.maxActiveStreams,
      maxStreams: settings.maxStreams,
      maxAgeMs: durationMs(settings.maxAge),
      maxAheadMs: durationMs(settings.maxAhead),
      outOfOrderMs: durationMs(settings.outOfOrder),
    },
    storage: {
      ...DEFAULT_LOG_STORAGE,
      retentionMs: durationMs(settings.retention),
      retentionBytes: settings.retentionBytes,
    },
  };
}

function durationMs(text: string): number {
  return parseDurationMs(text) ?? 0;
}
