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
  /** The one that its first query asks; null for the scope as it is. */
  readonly cluster: string | null;
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
  const cluster = queries[0]?.cluster ?? null;
  return { promql: of('promql'), logql: of('logql'), cluster };
}

/** `/explore?q=…&q=…` with the scope, its cluster and the range of the page: the path and its parameters. */
export function exploreAddress(
  address: string,
  { promql, logql, cluster }: AskedQueries,
): string | null {
  const [path, queries] =
    promql.length > 0 ? (['/explore', promql] as const) : (['/logs', logql.slice(0, 1)] as const);
  if (queries.length === 0) return null;
  const search = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  const scope = search.get('scope') ?? '';
  if (cluster !== null && !scope.includes('@')) search.set('scope', `${scope}@${cluster}`);
  for (const query of queries.slice(0, 10)) search.append('q', query);
  return `${path}?${search}`;
}
