import { AppError } from '../errors/app-error.ts';

/** One page of a list in the order of its key. `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** What a list is asked: at most `limit` items (1 to 500) after those of the cursor. */
export interface PageRequest {
  readonly limit: number;
  /** `nextCursor` of the page before; null for the first. */
  readonly cursor: string | null;
}

/** Items per page, inclusive. */
const MAX_PAGE = 500;

/**
 * The key after which the page begins; '' for the first page, which sorts before every key.
 * @throws AppError `invalid` when the cursor is none of ours.
 */
export function keyAfter(page: PageRequest): string {
  if (page.cursor === null) return '';
  const key = Buffer.from(page.cursor, 'base64url').toString('utf8');
  if (cursorOf(key) === page.cursor && key !== '') return key;
  throw new AppError('invalid', 'The cursor is not one that this list has answered.', {
    details: [{ path: '/cursor', message: 'expected the nextCursor of the page before' }],
  });
}

/** Rows to ask the database for: one more than wanted tells whether there is another page. */
export function rowsFor(page: PageRequest): number {
  return Math.min(Math.max(1, page.limit), MAX_PAGE) + 1;
}

/** The page made of what was read with `rowsFor`. */
export function pageFrom<Item>(
  read: readonly Item[],
  page: PageRequest,
  keyOf: (item: Item) => string,
): Page<Item> {
  const wanted = rowsFor(page) - 1;
  const items = read.slice(0, wanted);
  const last = items.at(-1);
  const hasMore = read.length > wanted && last !== undefined;
  return { items, nextCursor: hasMore ? cursorOf(keyOf(last)) : null };
}

/**
 * The page of things that are held in memory in falling order of their ids (of ULIDs: newest first).
 * Looks at no more of them than it needs.
 * @throws AppError `invalid` when the cursor is none of ours.
 */
export function pageOfNewest<Item extends { readonly id: string }>(
  items: Iterable<Item>,
  page: PageRequest,
): Page<Item> {
  const after = keyAfter(page);
  const found: Item[] = [];
  for (const item of items) {
    if (found.length >= rowsFor(page)) break;
    if (after === '' || item.id < after) found.push(item);
  }
  return pageFrom(found, page, ({ id }) => id);
}

/** The opaque text of a key, as `nextCursor` has it. */
export function cursorOf(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}
