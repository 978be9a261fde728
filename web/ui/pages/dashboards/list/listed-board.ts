import type { DashboardSummary } from '../../../../contract/dashboards.ts';

/** A line of the list: a dashboard of people, or one that comes with tocsin. */
export interface ListedBoard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly folder: string;
  readonly origin: Origin;
  readonly panels: number;
  /** Undefined for what comes with tocsin. */
  readonly own: DashboardSummary | undefined;
}

export const ORIGINS = ['built-in', 'written', 'imported', 'copied', 'grafana'] as const;
export type Origin = (typeof ORIGINS)[number];

/** What of the list is shown; '' for all. */
export interface BoardFilter {
  readonly text: string;
  readonly folder: string;
  readonly tag: string;
  readonly origin: Origin | '';
}

export function readBoardFilter(search: URLSearchParams): BoardFilter {
  return {
    text: search.get('q') ?? '',
    folder: search.get('folder') ?? '',
    tag: search.get('tag') ?? '',
    origin: ORIGINS.find((each) => each === search.get('origin')) ?? '',
  };
}

export function isFiltered({ text, folder, tag, origin }: BoardFilter): boolean {
  return text.trim() !== '' || folder !== '' || tag !== '' || origin !== '';
}

/** Every word occurs in title, description, tags or folder; a folder counts with those in it. */
export function passes(board: ListedBoard, { text, folder, tag, origin }: BoardFilter): boolean {
  if (origin !== '' && board.origin !== origin) return false;
  if (tag !== '' && !board.tags.includes(tag)) return false;
  if (folder !== '' && board.folder !== folder && !board.folder.startsWith(`${folder}/`))
    return false;
  const { title, description, tags } = board;
  const told = [title, description, board.folder, ...tags].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
}

/** By folder, those without one first, then by title. */
export function inFolders(
  boards: readonly ListedBoard[],
): readonly (readonly [string, readonly ListedBoard[]])[] {
  const folders = [...new Set(boards.map(({ folder }) => folder))].sort(compare);
  return folders.map((folder) => {
    const inside = boards.filter((board) => board.folder === folder);
    return [folder, inside.toSorted((a, b) => compare(a.title, b.title))];
  });
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

/** At most so many of a link by tags. */
const MOST_TAGGED = 100;

/** Dashboards that have every one of the tags, by title, without the one that is open. */
export function taggedBoards(
  boards: readonly ListedBoard[],
  tags: readonly string[],
  open: string,
): readonly ListedBoard[] {
  return boards
    .filter((board) => board.uid !== open && tags.every((tag) => board.tags.includes(tag)))
    .toSorted((a, b) => compare(a.title, b.title))
    .slice(0, MOST_TAGGED);
}
