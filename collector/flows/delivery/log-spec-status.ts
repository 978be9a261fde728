/**
 * How a spec does on its cluster.
 * - `off`: switched off.
 * - `waiting`: nobody carries it out yet: its cluster is not reached, or has no collection of logs.
 * - `held`: it is not delivered, for a reason of its own; the others are.
 * - `delivered`: as asked, the operator has not spoken yet.
 * - `active`: in force.
 * - `problem`: the operator, or the destination, says what is wrong.
 */
export type LogSpecState = 'off' | 'waiting' | 'held' | 'delivered' | 'active' | 'problem';

export interface LogSpecStatus {
  readonly cluster: string;
  readonly state: LogSpecState;
  /** In words; empty where there is nothing to say. */
  readonly problems: readonly string[];
  /** Of outputs of the built-in collector; null for others. */
  readonly queue: OutputQueueStatus | null;
  /** null: not seen yet. */
  readonly checkedAtMs: number | null;
}

/** What waits for an output, and what became of lines since the start. */
export interface OutputQueueStatus {
  readonly waitingLines: number;
  readonly waitingBytes: number;
  readonly sentLines: number;
  /** Did not fit the queue, or were refused by the destination for good. */
  readonly droppedLines: number;
  /** Empty: the last attempt went well, or there was none. */
  readonly lastError: string;
}
