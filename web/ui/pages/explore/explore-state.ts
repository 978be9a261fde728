import type { Changes } from '../../scope/use-place.ts';

export const REFRESHES = ['5s', '10s', '30s', '1m', '5m'] as const;

export const UNITS = [
  'auto',
  'none',
  'short',
  'bytes',
  'decbytes',
  'Bps',
  's',
  'ms',
  'percent',
  'percentunit',
  'reqps',
] as const;
export type UnitChoice = (typeof UNITS)[number];

/** What the page shows; all of it is in the URL, so that the address can be handed on. */
export interface ExploreState {
  readonly query: string;
  readonly view: 'graph' | 'table';
  readonly unit: UnitChoice;
  /** A Prometheus duration, or undefined for no refresh. */
  readonly refresh: string | undefined;
}

export function readExplore(search: URLSearchParams): ExploreState {
  const unit = search.get('unit');
  const refresh = search.get('refresh');
  return {
    query: search.get('q') ?? '',
    view: search.get('view') === 'table' ? 'table' : 'graph',
    unit: UNITS.find((each) => each === unit) ?? 'auto',
    refresh: REFRESHES.find((each) => each === refresh),
  };
}

/** Parameters of a state; what is usual is left out. */
export function writeExplore({ query, view, unit, refresh }: ExploreState): Changes {
  return {
    q: query === '' ? undefined : query,
    view: view === 'graph' ? undefined : view,
    unit: unit === 'auto' ? undefined : unit,
    refresh,
  };
}
