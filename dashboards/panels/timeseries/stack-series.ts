/** A series as it stacks. */
export interface Stacking {
  /** Null stands alone. */
  readonly stack: string | null;
  readonly isPercent: boolean;
  readonly values: readonly (number | null)[];
}

/**
 * The upper ends of stacked series: each lies on the ones of its stack before it. A gap stays a gap
 * and adds nothing to what lies on it. Percent stacks are parts of their sum at that time, 0 to 1.
 */
export function stackSeries(series: readonly Stacking[]): readonly (readonly (number | null)[])[] {
  const totals = totalsOf(series);
  const heights = new Map<string, number[]>();
  return series.map(({ stack, isPercent, values }) => {
    if (stack === null) return values;
    const below = heights.get(stack) ?? new Array<number>(values.length).fill(0);
    heights.set(stack, below);
    const total = totals.get(stack) ?? [];
    return values.map((value, index) => {
      if (value === null) return null;
      const part = isPercent ? partOf(value, total[index] ?? 0) : value;
      below[index] = (below[index] ?? 0) + part;
      return below[index] ?? null;
    });
  });
}

function partOf(value: number, total: number): number {
  return total === 0 ? 0 : value / total;
}

function totalsOf(series: readonly Stacking[]): ReadonlyMap<string, readonly number[]> {
  const totals = new Map<string, number[]>();
  for (const { stack, isPercent, values } of series) {
    if (stack === null || !isPercent) continue;
    const sums = totals.get(stack) ?? new Array<number>(values.length).fill(0);
    totals.set(stack, sums);
    for (const [index, value] of values.entries()) {
      sums[index] = (sums[index] ?? 0) + Math.abs(value ?? 0);
    }
  }
  return totals;
}
