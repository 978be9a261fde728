/**
 * Results of `work` in the order of the items, at most `limit` of them under way at once. The first
 * rejection stops further starts and is passed on; so is the reason of an aborted signal.
 */
export async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (stopped) return;
      signal.throwIfAborted();
      results[index] = await work(item);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  } catch (thrown) {
    stopped = true;
    throw thrown;
  }
  return results;
}
