import type { Batch } from './state.ts';

/** Values to write, in one commit; what waits with fewer is not parted. */
const FEW_VALUES = 8_000;

/** How many of them, from the first on, share the next commit; the bound, and at least one. */
export function joinedOf(queue: readonly Batch[], maxJoinedBatches: number): number {
  const some = queue.slice(0, maxJoinedBatches);
  const sizes = some.map(({ statements }) =>
    statements.reduce((sum, { parameters }) => sum + parameters.length, 0),
  );
  const enough = Math.max(FEW_VALUES, sizes.reduce((sum, size) => sum + size, 0) / 2);
  let taken = 0;
  for (const [index, size] of sizes.entries()) {
    taken += size;
    if (taken >= enough) return index + 1;
  }
  return some.length;
}
