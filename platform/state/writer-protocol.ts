import type { FlatOutcome } from './flat-result.ts';
import type { WriteConnectionOptions } from './sqlite-connection.ts';
import type { Batch } from './state.ts';

/** What the writer thread is started with. */
export interface WriterSettings extends WriteConnectionOptions {
  /** At most so many batches share one transaction. */
  readonly maxJoinedBatches: number;
  readonly cachedStatements: number;
}

export type ToWriter =
  | { readonly kind: 'batches'; readonly batches: readonly Batch[] }
  | { readonly kind: 'stop' };

/**
 * `settled` answers the oldest unanswered batches, in order. `commitSeconds` is the time of the
 * whole transaction with its sync.
 */
export type FromWriter =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'settled';
      readonly outcomes: readonly FlatOutcome[];
      readonly commitSeconds: number;
    };
