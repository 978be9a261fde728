import type { KeyboardEvent } from 'react';

/** What keys do in a list of lines; `active` is the index of the line they start from, -1 for none. */
export interface ListKeys {
  readonly active: number;
  readonly count: number;
  readonly move: (to: number) => void;
  readonly toggle: () => void;
  readonly context: () => void;
}

/** j/k and arrows move, Home and End jump, Enter opens, c shows the context. */
export function onListKey(event: KeyboardEvent, keys: ListKeys): void {
  const isOfList = event.target === event.currentTarget;
  if (!isOfList || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = actOf(event.key, keys);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actOf(key: string, keys: ListKeys): (() => void) | undefined {
  const { active, count, move, toggle, context } = keys;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return () => move(active + 1);
    case 'k':
    case 'ArrowUp':
      return () => move(active < 0 ? count - 1 : active - 1);
    case 'Home':
      return () => move(0);
    case 'End':
      return () => move(count - 1);
    case 'Enter':
      return active < 0 ? undefined : toggle;
    case 'c':
      return active < 0 ? undefined : context;
    default:
      return undefined;
  }
}
