import type { RetentionLimits } from './retention.ts';
import type { IntakeLimits } from './sample-intake.ts';

export interface MetricStoreLimits extends IntakeLimits, RetentionLimits {
  /** Of a journal's segment. */
  readonly segmentBytes: number;
  /** With more segments than this the older half is brought into the file. */
  readonly maxSegments: number;
  /** The file of the chunks never grows over this, as if the disk were full; null: no bound. */
  readonly maxFileBytes: number | null;
  /** Names of metrics that type, help and unit are kept of. */
  readonly maxMetadata: number;
  /** Whether what is acknowledged survives a power cut as well: each batch waits for the disk. */
  readonly isDurable: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const DEFAULT_LIMITS: MetricStoreLimits = {
  maxSeries: 100_000,
  maxStoredSeries: 500_000,
  maxLabels: 64,
  maxLabelNameLength: 1024,
  maxLabelValueLength: 4096,
  outOfOrderWindowMs: 10 * MINUTE_MS,
  maxAheadMs: 10 * MINUTE_MS,
  maxAgeMs: 15 * DAY_MS,
  maxBytes: 2 * 1024 ** 3,
  segmentBytes: 8 * 1024 ** 2,
  maxSegments: 8,
  maxFileBytes: null,
  maxMetadata: 50_000,
  isDurable: false,
};

/** For scripts of tests: samples of any time, in any order, kept for ever. */
export const TEST_LIMITS: Partial<MetricStoreLimits> = {
  outOfOrderWindowMs: 3650 * DAY_MS,
  maxAheadMs: null,
  maxAgeMs: null,
  maxBytes: null,
};
