/** `data` of an answer, and what the backend warned of. */
export interface ScopedAnswer {
  readonly data: unknown;
  readonly warnings: readonly string[];
}

/** Names and values of a question, in order; a name may come several times (`match[]`). */
export type ScopedParameters = readonly (readonly [string, string])[];

/** The clusters of a scope that names none and lies on several. */
export interface ScopeClusters {
  /** Sorted; two or more. */
  readonly names: readonly string[];
  /** The same scope on one of them, which has no clusters of its own to choose from. */
  at(name: string): ScopedApi;
}

/** What is asked of a cluster of the scope; of the whole scope where it is none of them, or null. */
export function apiAt(api: ScopedApi, cluster: string | null): ScopedApi {
  const { clusters } = api;
  if (cluster === null || clusters?.names.includes(cluster) !== true) return api;
  return clusters.at(cluster);
}

/** There was no answer at all, since the service is away: what is known stays true, and it is asked again. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/**
 * Port: the scoped Prometheus and Loki APIs of one scope, the only way by which a dashboard asks
 * anything. `path` is below `…/prometheus/api/v1/` or `…/loki/loki/api/v1/`: `query_range`, `labels`.
 * Rejects with an Error whose message is for people when the question is refused or cannot be
 * answered, with Unanswered where nothing answers, and with the signal's reason when it is aborted.
 */
export interface ScopedApi {
  prometheus(
    path: string,
    parameters: ScopedParameters,
    signal?: AbortSignal,
  ): Promise<ScopedAnswer>;
  loki(path: string, parameters: ScopedParameters, signal?: AbortSignal): Promise<ScopedAnswer>;
  /** Absent where there is nothing to choose. */
  readonly clusters?: ScopeClusters | undefined;
}
