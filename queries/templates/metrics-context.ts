import type { AskMetrics } from './ask-metrics.ts';
import type { LabelDialect } from './label-dialect.ts';
import type { OwnedPair } from './owner-labels.ts';
import type { ValueBudget } from './value-budget.ts';

/** The scope's side of a question: whose it is and where it is asked. */
export interface MetricsContext {
  readonly asker: AskMetrics;
  /** The pairs of the scope on this backend; for `_platform` those of the whole directory there. */
  readonly pairs: readonly OwnedPair[];
  readonly dialect: LabelDialect;
  /** Shortest window of rates. Default 5 minutes: four scrapes of a minute, with one to spare. */
  readonly windowMs?: number;
  /** Questions under way at once. Default 4. */
  readonly concurrency?: number;
  /** Values and points that the metrics may hold together. Default `MAX_VALUES`. */
  readonly maxValues?: number;
}

/** A question on its way. */
export interface Inquiry extends MetricsContext {
  readonly budget: ValueBudget;
}
