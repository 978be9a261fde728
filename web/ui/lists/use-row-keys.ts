import { useHotkeys } from '@mantine/hooks';
import { type RefObject, useRef } from 'react';

/**
 * Keys of a list: j and k move the focus through the rows (elements with `data-row`), Enter opens
 * the focused one as a click would.
 * @returns the ref of the element around the rows
 */
export function useRowKeys<E extends HTMLElement>(): RefObject<E | null> {
  const list = useRef<E>(null);
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
  };
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);
  return list;
}
