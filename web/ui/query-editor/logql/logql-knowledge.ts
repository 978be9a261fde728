import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import type { LogCatalogue } from '../../api/log-catalogue.ts';
import type { LogqlKnowledge } from './logql-options.ts';

/**
 * Completion's view of a scope's lines, from the answers that the whole page shares. It is a help:
 * where the backend cannot be asked it knows nothing, and the query itself says what is wrong.
 * A question nobody else waits for is cancelled with the signal.
 */
export function scopedKnowledge(
  catalogue: LogCatalogue,
  client: QueryClient,
  signal: AbortSignal,
): LogqlKnowledge {
  async function ask<Item, Key extends QueryKey>(
    options: FetchQueryOptions<readonly Item[], Error, readonly Item[], Key>,
  ): Promise<readonly Item[]> {
    if (signal.aborted) return [];
    const giveUp = () => {
      const isWatched = (client.getQueryCache().find(options)?.getObserversCount() ?? 0) > 0;
      if (!isWatched) void client.cancelQueries({ queryKey: options.queryKey, exact: true });
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await client.fetchQuery(options);
    } catch (cause) {
      if (signal.aborted || cause instanceof ApiError) return [];
      throw cause;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }
  return {
    labels: (selector) => ask(catalogue.labels(selector)),
    values: (label, selector) => ask(catalogue.values(label, selector)),
    fields: (query) => ask(catalogue.fields(query)),
    fieldValues: (field, query) => ask(catalogue.fieldValues(field, query)),
  };
}
