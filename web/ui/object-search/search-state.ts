import type { Changes } from '../scope/use-place.ts';
import type { SearchValues } from './object-query.ts';
import type { SearchKind } from './search-kind.ts';

type Order = 'newest' | 'oldest';

/** What a search page shows; all of it is in the URL. */
export interface SearchState {
  readonly values: SearchValues;
  readonly order: Order;
}

export function readSearch(kind: SearchKind, search: URLSearchParams): SearchState {
  const filled = kind.fields.flatMap(({ name }) => {
    const value = search.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  const order = search.get('order') === 'oldest' ? 'oldest' : 'newest';
  return { values: Object.fromEntries(filled), order };
}

/** Parameters of a change; what is not filled in is left out. */
export function writeSearch(kind: SearchKind, { values, order }: SearchState): Changes {
  const fields = kind.fields.map(({ name }) => {
    const value = values[name]?.trim() ?? '';
    return [name, value === '' ? undefined : value] as const;
  });
  return { ...Object.fromEntries(fields), order: order === 'newest' ? undefined : order };
}
