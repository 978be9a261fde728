import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useMemo, useReducer, useState } from 'react';
import { type BoardText, readBoardText } from '../../../../../dashboards/edit/board-text.ts';
import { withPanelIds } from '../../../../../dashboards/edit/sections.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { useSession } from '../../../app/session.ts';
import { type DraftSlot, draftSlot } from '../../../forms/draft-store.ts';
import { usePlace } from '../../../scope/use-place.ts';
import type { BoardPlace } from '../list/place-fields.tsx';
import { afterStep, type Edited, isSame, sourceOf, startHistory } from './edit-history.ts';

/** A dashboard that is being edited. */
export interface BoardEdit {
  readonly now: Edited;
  readonly isDirty: boolean;
  /** Whether unsaved changes came back, and whether they were made on an older version. */
  readonly restored: 'no' | 'yes' | 'stale';
  /** The version that it was made of; 0 for a new one. */
  readonly base: number;
  /** @param field names what is typed in: one step of undoing; '' for a step of its own */
  readonly change: (board: JsonRecord, field?: string) => void;
  readonly move: (place: BoardPlace) => void;
  /** Another text for the whole. */
  readonly rewrite: (read: BoardText) => void;
  /** Text for the whole that cannot be read yet; it is kept until it can be, or is taken back. */
  readonly broken: string | undefined;
  readonly setBroken: (text: string | undefined) => void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
  readonly discard: () => void;
  /** After a save: the draft is of no use any more. */
  readonly settle: () => void;
}

interface Draft {
  readonly text: string;
  readonly broken?: string;
  readonly place: BoardPlace;
  readonly base: number;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  if (!('text' in value && 'place' in value && 'base' in value)) return false;
  const { text, place, base } = value;
  if (typeof text !== 'string' || typeof base !== 'number') return false;
  if ('broken' in value && typeof value.broken !== 'string') return false;
  if (typeof place !== 'object' || place === null) return false;
  return 'scope' in place && typeof place.scope === 'string' && 'folder' in place;
}

/** @param first of the stored dashboard, `revision` its version; 0 for a new one */
export function useBoardEdit(first: Edited, key: string, revision: number): BoardEdit {
  const { user } = useSession();
  const { owner } = usePlace().parts;
  const slot = useMemo(
    () => draftSlot(sessionStorage, `${user.id}/${owner}/dashboard/${key}`, isDraft),
    [user.id, owner, key],
  );
  const [start] = useState(() => withIds(first));
  const [kept] = useState(() => restoredOf(slot, revision));
  const [base, setBase] = useState(kept?.base ?? revision);
  const [restored, setRestored] = useState<BoardEdit['restored']>(kept?.restored ?? 'no');
  const [history, step] = useReducer(afterStep, kept?.edited ?? start, startHistory);
  const [broken, setBroken] = useState(kept?.broken);
  const { now, past, future } = history;
  const isDirty = restored !== 'no' || broken !== undefined || !isSame(now, start);
  const isKept = useKeptDraft({ slot, base, now, broken, start });
  useWarning(isDirty && !isKept.current);
  const undo = past.length === 0 ? undefined : () => step({ kind: 'undo' });
  return {
    now,
    isDirty,
    restored,
    base,
    change: (board, field = '') => step({ kind: 'change', next: { board }, field }),
    move: (place) => step({ kind: 'change', next: { place }, field: 'place' }),
    rewrite: (read) => {
      setBroken(undefined);
      step({
        kind: 'change',
        next: { like: read, board: withPanelIds(read.board) },
        field: 'json',
      });
    },
    broken,
    setBroken,
    // What cannot be read is the latest step; nothing behind it changes before it is gone.
    undo: broken === undefined ? undo : () => setBroken(undefined),
    redo: future.length === 0 || broken !== undefined ? undefined : () => step({ kind: 'redo' }),
    discard: () => {
      isKept.drop();
      setBroken(undefined);
      setRestored('no');
      setBase(revision);
      step({ kind: 'change', next: start, field: '' });
    },
    settle: isKept.drop,
  };
}

function withIds(edited: Edited): Edited {
  return { ...edited, board: withPanelIds(edited.board) };
}

interface Kept {
  readonly edited: Edited;
  readonly broken: string | undefined;
  readonly restored: 'yes' | 'stale';
  readonly base: number;
}

function restoredOf(slot: DraftSlot<Draft>, revision: number): Kept | undefined {
  const draft = slot.read(String(revision));
  if (draft === undefined) return undefined;
  const found = readBoardText(draft.value.text);
  if (found.kind === 'refused') return undefined;
  const { read } = found;
  const edited = withIds({ like: read, board: read.board, place: draft.value.place });
  const { base, broken } = draft.value;
  return { edited, broken, restored: draft.isStale ? 'stale' : 'yes', base };
}

/** Keeps what is edited in the tab, shortly after it was changed. */
function useKeptDraft({
  slot,
  base,
  now,
  broken,
  start,
}: {
  readonly slot: DraftSlot<Draft>;
  readonly base: number;
  readonly now: Edited;
  readonly broken: string | undefined;
  /** As it is stored. */
  readonly start: Edited;
}) {
  const [current, setCurrent] = useState(true);
  const write = useDebouncedCallback(
    (edited: Edited, unread: string | undefined) => {
      try {
        const text = sourceOf(edited);
        const more = unread === undefined ? {} : { broken: unread };
        slot.write(String(base), { text, place: edited.place, base, ...more });
        setCurrent(true);
      } catch (thrown) {
        // The tab has no room for it: leaving the page is then warned of.
        if (!(thrown instanceof DOMException)) throw thrown;
        setCurrent(false);
      }
    },
    { delay: 400, flushOnUnmount: true },
  );
  useEffect(() => {
    if (broken !== undefined || !isSame(now, start)) write(now, broken);
    else {
      write.cancel();
      slot.discard();
    }
  }, [now, broken, start, write, slot]);
  useEffect(() => {
    // Another function after each call.
    const flush = () => write.flush();
    window.addEventListener('pagehide', flush);
    return () => window.removeEventListener('pagehide', flush);
  }, [write]);
  const drop = () => {
    write.cancel();
    slot.discard();
  };
  return { current, drop };
}

/** Asks before the page is left whose changes could not be kept. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
