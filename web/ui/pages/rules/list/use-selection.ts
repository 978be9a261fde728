import { useHotkeys } from '@mantine/hooks';
import { useMemo, useState } from 'react';

/** Which rows of a list are chosen. Rows that are no longer listed are not. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  /** All that are listed, or none. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
}

/**
 * Selection with the mouse and with the keyboard: x chooses the row that has the focus.
 * @param listed ids of all rows that pass the filters, those of other pages too
 */
export function useSelection(listed: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => new Set(listed.filter((id) => chosen.has(id))), [listed, chosen]);
  const toggle = (id: string) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  useHotkeys([
    [
      'x',
      () => {
        const row = document.activeElement?.closest<HTMLElement>('[data-rule]');
        if (row?.dataset.rule !== undefined) toggle(row.dataset.rule);
      },
    ],
  ]);
  return {
    ids,
    toggle,
    toggleAll: () => setChosen(ids.size === listed.length ? new Set() : new Set(listed)),
    clear: () => setChosen(new Set()),
  };
}
