import type { KeyboardEvent } from 'react';

/** Makes a part of a drawing a button that opens the menu of its links, by keyboard too. */
export function linkButton(label: string, open: () => void) {
  return {
    role: 'button',
    tabIndex: 0,
    'aria-haspopup': 'menu',
    'aria-label': label,
    style: { cursor: 'pointer' },
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      // The menu that opens at once would take the same key for one outside of it, and close.
      event.stopPropagation();
      open();
    },
  } as const;
}
