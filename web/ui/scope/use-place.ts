import { createContext, useCallback, useContext } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { linkTo, type Place } from './place.ts';

/** The place of the page that is shown; the frame provides it. */
export const PlaceContext = createContext<Place | undefined>(undefined);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error('usePlace outside of the frame');
  return place;
}

/** Links to pages at the same place. */
export function useLinkTo(): (path: string, more?: Readonly<Record<string, string>>) => string {
  const { scope, rangeText } = usePlace();
  return useCallback((path, more) => linkTo(path, { scope, rangeText }, more), [scope, rangeText]);
}

/** Values of parameters: one, several in their order, or undefined for none. */
export type Changes = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Changes parameters of the URL and keeps the others; undefined removes one. Filters replace the
 * history entry, steps worth going back to are pushed.
 */
export function useChangeSearch(): (changes: Changes, history?: 'push' | 'replace') => void {
  const [, setSearch] = useSearchParams();
  return useCallback(
    (changes, history = 'replace') => {
      setSearch(
        () => {
          // The address itself: React may not have drawn the last change yet.
          const next = new URLSearchParams(window.location.search);
          for (const [name, value] of Object.entries(changes)) {
            if (typeof value === 'string') next.set(name, value);
            else {
              next.delete(name);
              for (const each of value ?? []) next.append(name, each);
            }
          }
          return next;
        },
        { replace: history === 'replace', preventScrollReset: true },
      );
    },
    [setSearch],
  );
}

/** `useNavigate` whose answer nobody has to wait for. */
export function useGo(): (to: string) => void {
  const navigate = useNavigate();
  return useCallback((to) => void navigate(to), [navigate]);
}
