/**
 * One question's share of the thread that it is answered on, and what it may use. Work that takes
 * long asks between pieces (per series, per block, per few thousand samples) whether it is due, and
 * rests then, so that neither ingest nor other questions wait for it.
 *
 * @example
 * if (turn.isDue()) await turn.rest();
 */
export interface Turn {
  /** True once the thread has been held for some milliseconds. Cheap. */
  isDue(): boolean;
  /** Lets the others go on. @throws QueryFailure `canceled` or `timeout` */
  rest(): Promise<void>;
  /**
   * Counts samples that are held in memory at once, or were read; negative when they are let go.
   * @throws QueryFailure `execution` when there are more than a question may hold
   */
  holdSamples(count: number): void;
  /** Counts bytes of log text that were read. @throws QueryFailure `execution` over the limit */
  readBytes(count: number): void;
}
