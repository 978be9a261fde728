import type { Order } from '../../log-lines/log-line.ts';
import type { Changes } from '../../scope/use-place.ts';

export const EDIT_MODES = ['builder', 'text'] as const;
export type EditMode = (typeof EDIT_MODES)[number];

export const ORDERS: readonly Order[] = ['newest', 'oldest'];

/** What the page shows; all of it is in the URL, so that the address can be handed on. */
export interface LogsState {
  /** The query as it is asked; '' asks nothing. */
  readonly query: string;
  readonly order: Order;
  readonly mode: EditMode;
  /** New lines are followed as they come. */
  readonly isLive: boolean;
}

export function readLogs(search: URLSearchParams): LogsState {
  return {
    query: search.get('q') ?? '',
    order: search.get('order') === 'oldest' ? 'oldest' : 'newest',
    mode: search.get('edit') === 'text' ? 'text' : 'builder',
    isLive: search.get('live') === '1',
  };
}

/** Parameters of a change; what is usual is left out. */
export function writeLogs(state: LogsState): Changes {
  return {
    q: state.query === '' ? undefined : state.query,
    order: state.order === 'newest' ? undefined : state.order,
    edit: state.mode === 'builder' ? undefined : state.mode,
    live: state.isLive ? '1' : undefined,
  };
}
