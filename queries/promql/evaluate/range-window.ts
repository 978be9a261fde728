/**
 * The samples of one series that a range function looks at: places `from` to `to` (both inclusive)
 * of the columns. One object moves over all steps of a series; kernels leave their answer in
 * `result`.
 */
export interface RangeWindow {
  times: Float64Array;
  values: Float64Array;
  /** How many places of the columns count. */
  count: number;
  from: number;
  to: number;
  /** The bounds of the range, and its length. */
  startMs: number;
  endMs: number;
  rangeMs: number;
  /** When the step is evaluated, without offset and `@`. */
  nowMs: number;
  /** The step, for scalar arguments. */
  step: number;
  result: number;
}

/** An empty window of a given length. */
export function newRangeWindow(rangeMs: number): RangeWindow {
  const none = new Float64Array(0);
  return {
    times: none,
    values: none,
    count: 0,
    from: 0,
    to: -1,
    startMs: 0,
    endMs: 0,
    rangeMs,
    nowMs: 0,
    step: 0,
    result: 0,
  };
}

/**
 * What a range function does with one window: leaves a value in `window.result` and answers true,
 * or answers false where it has none. The window holds at least one sample.
 */
export type RangeKernel = (window: RangeWindow) => boolean;
