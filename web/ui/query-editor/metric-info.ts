import type { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { type CatalogueQueries, factsOf } from '../api/series-catalogue.ts';
import type { WordInfo } from './word-info.ts';

/**
 * Type, help and labels of a metric in one scope.
 * @returns undefined for a word that is no metric there, and when the backend cannot be asked
 */
export async function metricInfo(
  queries: CatalogueQueries,
  client: QueryClient,
  metric: string,
): Promise<WordInfo | undefined> {
  try {
    const [labels, metadata] = await Promise.all([
      client.fetchQuery(queries.labels(metric)),
      client.fetchQuery(queries.metadata()),
    ]);
    if (labels.length === 0) return undefined;
    const { type = '', help = '', unit = '' } = factsOf(metadata, metric) ?? {};
    const notes = [type === 'unknown' ? '' : type, unit].filter((note) => note !== '');
    const title = notes.length === 0 ? metric : `${metric} (${notes.join(', ')})`;
    const shown = labels.filter((label) => label !== '__name__').toSorted();
    return { title, lines: [help, shown.join(', ')] };
  } catch (cause) {
    // Documentation is a help; that the backend is away is told by the query.
    if (cause instanceof ApiError) return undefined;
    throw cause;
  }
}
