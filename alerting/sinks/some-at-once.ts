/** File operations under way at the same time: more does not help a disk. */
const AT_ONCE = 16;

/** Does the work for each item, several at once; rejects with the first failure, others finish. */
export async function someAtOnce<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items].values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
