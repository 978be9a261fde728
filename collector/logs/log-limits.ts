/** What a store of log lines accepts; Loki's defaults where it has them. */
export interface LogLimits {
  /** UTF-8. */
  readonly maxLineBytes: number;
  readonly maxLabelNames: number;
  readonly maxLabelNameBytes: number;
  readonly maxLabelValueBytes: number;
  readonly maxMetadataBytes: number;
  readonly maxMetadataEntries: number;
  /** Older than this before now are refused. */
  readonly maxAgeMs: number;
  /** Later than this after now are refused. */
  readonly maxAheadMs: number;
  /** How far behind the newest line of its stream a line may be. */
  readonly outOfOrderMs: number;
  /** Streams that took lines since their last block was cut. */
  readonly maxActiveStreams: number;
  /** All streams that have lines. */
  readonly maxStreams: number;
}

const HOUR_MS = 3_600_000;

export const DEFAULT_LOG_LIMITS: LogLimits = {
  maxLineBytes: 262_144,
  maxLabelNames: 15,
  maxLabelNameBytes: 1_024,
  maxLabelValueBytes: 2_048,
  maxMetadataBytes: 65_536,
  maxMetadataEntries: 128,
  maxAgeMs: 168 * HOUR_MS,
  maxAheadMs: 600_000,
  outOfOrderMs: HOUR_MS,
  maxActiveStreams: 10_000,
  maxStreams: 100_000,
};

/** How a store of log lines holds and keeps them. */
export interface LogStorage {
  /** A block is cut when this much text has come together. */
  readonly blockBytes: number;
  /** A block is cut when its first line came so long ago. */
  readonly blockAgeMs: number;
  /** Text in blocks that are not yet cut, of one tenant; over it the largest are cut early. */
  readonly maxHeadBytes: number;
  /** The journal of one tenant is shortened at this size. */
  readonly journalBytes: number;
  /** Blocks whose last line is older are removed; 0 keeps them. */
  readonly retentionMs: number;
  /** Bytes of all blocks of one tenant; over it the oldest are removed; 0: no bound. */
  readonly retentionBytes: number;
}

export const DEFAULT_LOG_STORAGE: LogStorage = {
  blockBytes: 262_144,
  blockAgeMs: HOUR_MS,
  maxHeadBytes: 134_217_728,
  journalBytes: 67_108_864,
  retentionMs: 15 * 24 * HOUR_MS,
  retentionBytes: 2_147_483_648,
};
