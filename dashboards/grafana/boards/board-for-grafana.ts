import { flattenV2, isSchemaV2 } from '../../import/flatten-v2.ts';
import { memberOf } from '../../import/unwrap-board.ts';
import type { JsonRecord } from '../../model/panel.ts';
import { withoutMark } from '../../store/judge-source.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';
import { parseDashboard, parseObject } from '../sync/content-hash.ts';
import { type OwnSources, withOwnSources } from './own-sources.ts';

/** A dashboard as it was written. */
export interface BoardText {
  readonly uid: string;
  /** Where it lives, e.g. `acme.shop`. */
  readonly node: string;
  readonly source: string;
}

/**
 * The dashboard of a text as Grafana's API and its files take it, of whatever version Grafana is: schema v1,
 * without what an API put around it, with data sources that stand there. The text itself stays as it came.
 */
export function boardForGrafana(source: string, node: string, sources: OwnSources): JsonRecord {
  const board = parseDashboard(source) ?? {};
  const plain = isSchemaV2(board) ? flattenV2(board, []) : board;
  return withOwnSources(plain, node, sources);
}

/** The same as text: where the text is that already, the text itself. */
export function sourceForGrafana(
  { uid, node, source }: BoardText,
  specs: readonly DataSourceSpec[],
): string {
  const sources = { specs, standing: null };
  const outer = parseObject(source);
  if (outer === undefined) return withoutMark(source);
  const isPlain = memberOf(outer) === null && !isSchemaV2(outer);
  if (isPlain && withOwnSources(outer, node, sources) === outer) return withoutMark(source);
  const { id: _id, ...lasting } = boardForGrafana(source, node, sources);
  return `${JSON.stringify({ ...lasting, uid }, null, 2)}\n`;
}
