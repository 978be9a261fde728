import type { LineLabels } from './line-labels.ts';

/** A line on its way through a pipeline. One object serves all lines. */
export interface LineState {
  line: string;
  /** Unix nanoseconds. */
  timeNs: bigint;
  readonly labels: LineLabels;
}

/** A step of a compiled pipeline. */
export interface CompiledStage {
  /** Changes the state; false: the line is not part of the result. */
  apply(state: LineState): boolean;
}
