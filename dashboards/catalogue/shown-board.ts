import type { JsonRecord } from '../model/panel.ts';
import type { Board } from './board.ts';
import { type BoardLanguage, boardJson } from './board-json.ts';
import { fitBoard } from './fit-board.ts';

/** A built-in dashboard as the readers of a scope see it. */
export interface ShownBoard {
  /** Grafana's JSON of it. */
  readonly json: JsonRecord;
  /** Titles of the panels that it is shown without, in the order of the board. */
  readonly left: readonly string[];
  /** The metrics that those ask for and the scope has not; distinct and sorted. */
  readonly missing: readonly string[];
}

/**
 * What every way of showing a built-in dashboard shows: pages, pictures, reports, embedded dashboards
 * and Grafana.
 *
 * @param metrics names of the metrics in the scope; null where they cannot be told: then it is whole
 */
export function shownBoard(
  board: Board,
  language: BoardLanguage,
  metrics: ReadonlySet<string> | null,
): ShownBoard {
  if (metrics === null) return { json: boardJson(board, language), left: [], missing: [] };
  const { left, missing } = fitBoard(board, metrics);
  return {
    json: boardJson(board, language, new Set(left)),
    left: left.map(({ title }) => title[language === 'zh' ? 1 : 0]),
    missing,
  };
}
