import { flattenV2, isSchemaV2 } from '../../import/flatten-v2.ts';
import { memberOf } from '../../import/unwrap-board.ts';
import type { JsonRecord } from '../../model/panel.ts';
import { withoutMark } from '../../store/judge-source.ts';
import { parseDashboard, parseObject } from '../sync/content-hash.ts';

/**
 * The dashboard of a text as Grafana's API and its files take it, of whatever version Grafana is: schema v1,
 * without what an API put around it. The text itself stays as it came.
 */
export function boardForGrafana(source: string): JsonRecord {
  const board = parseDashboard(source) ?? {};
  return isSchemaV2(board) ? flattenV2(board, []) : board;
}

/** The same as text: where the text is that already, the text itself. */
export function sourceForGrafana(uid: string, source: string): string {
  const outer = parseObject(source);
  const isPlain = outer === undefined || (memberOf(outer) === null && !isSchemaV2(outer));
  if (isPlain) return withoutMark(source);
  const { id: _id, ...lasting } = boardForGrafana(source);
  return `${JSON.stringify({ ...lasting, uid }, null, 2)}\n`;
}
