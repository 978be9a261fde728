import type { Author } from './author.ts';

export type HistoryKind = 'created' | 'updated' | 'deleted';

/** One line of the history of a thing that people change; `content` is what it was after the change. */
export interface HistoryLine<Content> {
  readonly owner: string;
  readonly revision: number;
  readonly kind: HistoryKind;
  readonly atMs: number;
  readonly author: Author;
  readonly content: Content;
}

/** A line as it is stored. */
export interface HistoryRow {
  readonly owner: string;
  readonly revision: number;
  /** `created`, `updated` or `deleted`. */
  readonly kind: string;
  readonly at_ms: number;
  readonly author_id: string;
  readonly author_name: string;
  /** JSON of the content after the change; of what was deleted for `deleted`. */
  readonly body: string;
}

/** @throws what `parse` does for a body that cannot be read */
export function historyLine<Content>(
  row: HistoryRow,
  parse: (body: string) => Content,
): HistoryLine<Content> {
  return {
    owner: row.owner,
    revision: Number(row.revision),
    kind: row.kind === 'created' || row.kind === 'deleted' ? row.kind : 'updated',
    atMs: Number(row.at_ms),
    author: { id: row.author_id, name: row.author_name },
    content: parse(row.body),
  };
}

/** The line of a change of a thing as it is after the change; a deletion has a revision of its own. */
export function historyRow(
  { owner, revision }: { readonly owner: string; readonly revision: number },
  change: { readonly kind: HistoryKind; readonly author: Author; readonly atMs: number },
  body: string,
): HistoryRow {
  const { kind, author, atMs } = change;
  return {
    owner,
    revision: kind === 'deleted' ? revision + 1 : revision,
    kind,
    at_ms: atMs,
    author_id: author.id,
    author_name: author.name,
    body,
  };
}
