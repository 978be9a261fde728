import { parseJson } from '../api/api-error.ts';

/** Where unsaved forms live: the tab's session storage, or a fake. */
export interface DraftStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly removeItem: (key: string) => void;
}

interface Stored {
  readonly base: string;
  readonly value: unknown;
}

/**
 * Unsaved changes of one form of one user. They outlive navigation, an expired session and a
 * reload, and belong to the stored version they were made on.
 */
export interface DraftSlot<T> {
  /** The kept draft; `isStale` when the stored thing has changed since (`base` differs). */
  readonly read: (base: string) => { readonly value: T; readonly isStale: boolean } | undefined;
  readonly write: (base: string, value: T) => void;
  readonly discard: () => void;
}

/** @param isShape tells a draft of this form from one an older interface may have left. */
export function draftSlot<T>(
  storage: DraftStorage,
  key: string,
  isShape: (value: unknown) => value is T,
): DraftSlot<T> {
  const name = `tocsin:draft:${key}`;
  return {
    read: (base) => {
      const stored = storedOf(parseJson(storage.getItem(name) ?? 'null'));
      if (stored === undefined || !isShape(stored.value)) return undefined;
      return { value: stored.value, isStale: stored.base !== base };
    },
    write: (base, value) => storage.setItem(name, JSON.stringify({ base, value })),
    discard: () => storage.removeItem(name),
  };
}

function storedOf(value: unknown): Stored | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('base' in value) || typeof value.base !== 'string' || !('value' in value)) return undefined;
  return { base: value.base, value: value.value };
}
