/** What a live list shows, and what waits behind the "3 new" pill. */
export interface Arrivals<Item> {
  readonly visible: readonly Item[];
  readonly waiting: number;
  /** Ids the reader has been shown; give it back the next time. */
  readonly seen: ReadonlySet<string>;
}

/**
 * Splits a list into what is shown and what waits. A reader at the top sees new items at once; one
 * who has scrolled keeps the list still. Items already shown always stay, in their newest state.
 * @param seen undefined the first time: everything is shown.
 */
export function arrange<Item extends { readonly id: string }>(
  items: readonly Item[],
  seen: ReadonlySet<string> | undefined,
  isAtTop: boolean,
): Arrivals<Item> {
  const fresh = seen === undefined ? [] : items.filter(({ id }) => !seen.has(id));
  if (seen === undefined || isAtTop || fresh.length === 0) {
    const isSame = seen !== undefined && fresh.length === 0;
    return {
      visible: items,
      waiting: 0,
      seen: isSame ? seen : new Set(items.map(({ id }) => id)),
    };
  }
  return { visible: items.filter(({ id }) => seen.has(id)), waiting: fresh.length, seen };
}
