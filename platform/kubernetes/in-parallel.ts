/**
 * Runs over all items, at most `limit` at the same time, in their order; results in the same order.
 * The first rejection is passed on once nothing runs any more, and nothing new is begun after it.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const left = items.entries();
  let isBroken = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of left) {
      if (isBroken) return;
      try {
        results[index] = await run(item);
      } catch (thrown) {
        isBroken = true;
        throw thrown;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, work);
  const settled = await Promise.allSettled(workers);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return results;
}
