import {
  type PanelContext,
  type PlannedQuery,
  planPanel,
} from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';

/** Queries of a panel as they are asked, its variables put in, by language. */
export interface AskedQueries {
  readonly promql: readonly string[];
  readonly logql: readonly string[];
}

/** As wide as a panel often is: the steps of its queries go by it. */
const WIDTH_PX = 1_000;

/** What a panel asks now. */
export function askedQueries(
  { panel, variables }: PlacedPanel,
  context: Omit<PanelContext, 'variables'>,
): AskedQueries {
  const { queries } = planPanel(panel, { ...context, variables }, WIDTH_PX);
  const of = (language: PlannedQuery['target']['language']) => [
    ...new Set(
      queries
        .filter(({ target }) => target.language === language)
        .map(({ expression }) => expression),
    ),
  ];
  return { promql: of('promql'), logql: of('logql') };
}

/** `/explore?q=…&q=…` with the scope and range of the page: the path and its parameters. */
export function exploreAddress(address: string, { promql, logql }: AskedQueries): string | null {
  const [path, queries] =
    promql.length > 0 ? (['/explore', promql] as const) : (['/logs', logql.slice(0, 1)] as const);
  if (queries.length === 0) return null;
  const search = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  for (const query of queries.slice(0, 10)) search.append('q', query);
  return `${path}?${search}`;
}
