import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useChangeSearch } from '../../scope/use-place.ts';
import { type AskedRow, writeRows } from './explore-state.ts';
import {
  askedOf,
  followAsked,
  isSameAsked,
  type QueryRow,
  type RowStep,
  stepRows,
} from './query-rows.ts';

/** The rows before and after a step. */
export interface TakenStep {
  readonly before: readonly QueryRow[];
  readonly after: readonly QueryRow[];
}

const addressOf = (asked: readonly AskedRow[]) => JSON.stringify(asked);

/**
 * The rows of the page. What they ask is in the URL; where that is changed by somebody else (a link,
 * the way back), the rows follow. Steps may come faster than React draws: each starts from the last.
 */
export function useQueryRows(inUrl: readonly AskedRow[]) {
  const changeSearch = useChangeSearch();
  const [rows, setRows] = useState<readonly QueryRow[]>(() => followAsked([], inUrl));
  const latest = useRef(rows);
  /** Addresses of our own that have not come back yet, oldest first. */
  const written = useRef<readonly string[]>([]);
  const address = addressOf(inUrl);

  const arrive = useEffectEvent((arrived: string) => {
    const own = written.current.indexOf(arrived);
    written.current = own < 0 ? [] : written.current.slice(own + 1);
    if (own >= 0 || arrived === addressOf(askedOf(latest.current))) return;
    latest.current = followAsked(latest.current, inUrl);
    setRows(latest.current);
  });
  useEffect(() => arrive(address), [address]);

  const step = useCallback(
    (taken: RowStep): TakenStep => {
      const before = latest.current;
      const after = stepRows(before, taken);
      latest.current = after;
      setRows(after);
      if (!isSameAsked(before, after)) {
        const asked = askedOf(after);
        written.current = [...written.current, addressOf(asked)];
        const isWorthGoingBack = taken.kind !== 'add' && taken.kind !== 'toggle';
        changeSearch(writeRows(asked), isWorthGoingBack ? 'push' : 'replace');
      }
      return { before, after };
    },
    [changeSearch],
  );
  return { rows, step };
}
