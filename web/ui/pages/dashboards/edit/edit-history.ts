import type { BoardText } from '../../../../../dashboards/edit/board-text.ts';
import { printBoardText } from '../../../../../dashboards/edit/board-text.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import type { BoardPlace } from '../list/place-fields.tsx';

/** What is edited: the JSON, how its text is written, and where the dashboard lives. */
export interface Edited {
  readonly like: BoardText;
  readonly board: JsonRecord;
  readonly place: BoardPlace;
}

/** What was and what will be again; typing in one field is one step. */
export interface EditHistory {
  readonly past: readonly Edited[];
  readonly now: Edited;
  readonly future: readonly Edited[];
  /** The field that was changed last; '' for what is a step of its own. */
  readonly field: string;
}

const MOST_STEPS = 100;

export type EditStep =
  | { readonly kind: 'change'; readonly next: Partial<Edited>; readonly field: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

export function startHistory(now: Edited): EditHistory {
  return { past: [], now, future: [], field: '' };
}

export function afterStep(history: EditHistory, step: EditStep): EditHistory {
  const { past, now, future, field } = history;
  switch (step.kind) {
    case 'change': {
      const next = { ...now, ...step.next };
      if (isSame(next, now)) return history;
      const isSameField = step.field !== '' && step.field === field;
      return {
        past: isSameField ? past : [...past, now].slice(-MOST_STEPS),
        now: next,
        future: [],
        field: step.field,
      };
    }
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), now: before, future: [now, ...future], field: '' };
    }
    case 'redo': {
      const [next, ...rest] = future;
      if (next === undefined) return history;
      return { past: [...past, now], now: next, future: rest, field: '' };
    }
    default:
      return step satisfies never;
  }
}

/** Whether nothing is to be saved between the two. */
export function isSame(a: Edited, b: Edited): boolean {
  return (
    a.like === b.like &&
    a.board === b.board &&
    a.place.scope === b.place.scope &&
    a.place.folder === b.place.folder
  );
}

/** The text that would be saved. */
export function sourceOf({ like, board }: Edited): string {
  return printBoardText(like, board);
}
