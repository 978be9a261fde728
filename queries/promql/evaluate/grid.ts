/**
 * The instants a node is evaluated at: `startMs + i * stepMs` for `i` from 0 to `steps - 1`.
 * One instant has a step of 1.
 */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  /** At least 0. */
  readonly steps: number;
}

/** One instant. */
export function instantGrid(atMs: number): Grid {
  return { startMs: atMs, stepMs: 1, steps: 1 };
}

/** From `startMs` to `endMs`, both inclusive. */
export function rangeGrid(startMs: number, endMs: number, stepMs: number): Grid {
  const steps = endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1;
  return { startMs, stepMs, steps };
}

/** The instant of step `index`. */
export function gridTime(grid: Grid, index: number): number {
  return grid.startMs + index * grid.stepMs;
}

/** The last instant. */
export function gridEnd(grid: Grid): number {
  return gridTime(grid, Math.max(0, grid.steps - 1));
}
