import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../app/session.ts';
import { usePlace } from '../scope/use-place.ts';
import { nowMs } from '../time/now.ts';
import {
  forgotten,
  historyKey,
  type PastQuery,
  parseHistory,
  remembered,
  starToggled,
} from './query-history.ts';

/** Told in this tab; other tabs are told by the browser itself. */
const CHANGED = 'tocsin:queries-changed';

export interface QueryHistory {
  readonly past: readonly PastQuery[];
  readonly remember: (queries: readonly string[]) => void;
  readonly toggleStar: (query: string) => void;
  readonly forget: (query: string) => void;
}

/** The queries of this person in this scope, of one language, in the browser's local storage. */
export function useQueryHistory(language: 'promql' | 'logql' = 'promql'): QueryHistory {
  const { user } = useSession();
  const { scope } = usePlace();
  const key = historyKey(user.name, language === 'promql' ? scope : `${scope}:${language}`);
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(key));
  const past = useMemo(() => parseHistory(text), [text]);
  const change = useCallback(
    (changed: (past: readonly PastQuery[]) => readonly PastQuery[]) => {
      const next = changed(parseHistory(localStorage.getItem(key)));
      write(key, next);
      window.dispatchEvent(new Event(CHANGED));
    },
    [key],
  );
  return useMemo(
    () => ({
      past,
      remember: (queries) => change((before) => remembered(before, queries, nowMs())),
      toggleStar: (query) => change((before) => starToggled(before, query)),
      forget: (query) => change((before) => forgotten(before, query)),
    }),
    [past, change],
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('storage', onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener('storage', onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

/** Where the browser's storage is full, half of the queries without a star make room. */
function write(key: string, past: readonly PastQuery[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(past));
  } catch (cause) {
    if (!(cause instanceof DOMException) || past.length === 0) throw cause;
    write(key, past.filter(({ isStarred }) => isStarred).slice(0, Math.floor(past.length / 2)));
  }
}
