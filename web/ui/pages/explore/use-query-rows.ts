import { useCallback, useState } from 'react';
import { useChangeSearch } from '../../scope/use-place.ts';
import { type AskedRow, writeRows } from './explore-state.ts';
import { askedOf, followAsked, type QueryRow, type RowStep, stepRows } from './query-rows.ts';

interface Held {
  readonly rows: readonly QueryRow[];
  /** What the address said when it was last looked at. */
  readonly address: string;
  /** Addresses of our own that have not come back yet, oldest first. */
  readonly written: readonly string[];
}

const addressOf = (asked: readonly AskedRow[]) => JSON.stringify(asked);

/**
 * The rows of the page. What they ask is in the URL; where that is changed by somebody else (a link,
 * the way back), the rows follow.
 */
export function useQueryRows(inUrl: readonly AskedRow[]) {
  const changeSearch = useChangeSearch();
  const address = addressOf(inUrl);
  const [held, setHeld] = useState<Held>(() => ({
    rows: followAsked([], inUrl),
    address,
    written: [],
  }));
  if (held.address !== address) setHeld(arrived(held, address, inUrl));
  const { rows } = held;
  const step = useCallback(
    (taken: RowStep): readonly QueryRow[] => {
      const next = stepRows(rows, taken);
      const asked = askedOf(next);
      const isSame = addressOf(asked) === addressOf(askedOf(rows));
      setHeld((before) => ({
        ...before,
        rows: next,
        written: isSame ? before.written : [...before.written, addressOf(asked)],
      }));
      if (!isSame) {
        const isWorthGoingBack = taken.kind !== 'add' && taken.kind !== 'toggle';
        changeSearch(writeRows(asked), isWorthGoingBack ? 'push' : 'replace');
      }
      return next;
    },
    [rows, changeSearch],
  );
  return { rows, step };
}

function arrived(held: Held, address: string, inUrl: readonly AskedRow[]): Held {
  const own = held.written.indexOf(address);
  if (own >= 0) return { ...held, address, written: held.written.slice(own + 1) };
  return { rows: followAsked(held.rows, inUrl), address, written: [] };
}
