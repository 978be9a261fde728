import type { Cell } from './metric-rows.ts';

/** Most values and points that one question holds, and that one page answers: some tens of MiB. */
export const MAX_VALUES = 300_000;

/** What the metrics of one question may hold together. */
export class ValueBudget {
  #left: number;

  constructor(most: number = MAX_VALUES) {
    this.#left = most;
  }

  /** True while there is room; what finds none takes none. */
  take(count: number): boolean {
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }
}

/** Values of a cell: one, or as many as it has points. */
export function valuesIn(cell: Cell | null): number {
  if (cell === null) return 0;
  return cell.kind === 'value' ? 1 : cell.points.length;
}
