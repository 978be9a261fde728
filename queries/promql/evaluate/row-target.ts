import type { Grid } from './grid.ts';
import type { Reference } from './selection.ts';
import type { VectorColumns } from './vector-columns.ts';

/** What an instant selector gives: the samples' values, or (`timestamp`) their times in seconds. */
export type SelectorOutput = 'values' | 'times';

/** Where a row of an instant selector goes. */
export interface RowTarget {
  readonly vector: VectorColumns;
  readonly row: number;
  readonly grid: Grid;
  readonly reference: Reference;
  /** The greatest age of a sample that still counts. */
  readonly reachMs: number;
  readonly output: SelectorOutput;
}
