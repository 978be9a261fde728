import { useState } from 'react';
import {
  type BuiltQuery,
  buildText,
  EMPTY_QUERY,
  type ReadQuery,
  readText,
} from './built-query.ts';

/** What is being written: the text is what will be asked, the builder's rows are its other form. */
export interface Draft {
  readonly text: string;
  /** What the text is; of a text that came from the builder, what it was built from. */
  readonly read: ReadQuery;
}

/** The draft beside the question that was asked; another question from outside takes its place. */
export function useDraft(asked: string) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(asked));
  const [followed, setFollowed] = useState(asked);
  if (followed !== asked) {
    setFollowed(asked);
    if (asked !== draft.text) setDraft(draftOf(asked));
  }
  return {
    draft,
    write: (text: string) => setDraft(draftOf(text)),
    build: (query: BuiltQuery) =>
      setDraft({ text: buildText(query), read: { kind: 'built', query } }),
  };
}

function draftOf(text: string): Draft {
  const read = readText(text);
  return { text, read: read.kind === 'empty' ? { kind: 'built', query: EMPTY_QUERY } : read };
}
