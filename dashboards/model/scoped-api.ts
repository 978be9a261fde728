/** `data` of an answer, and what the backend warned of. */
export interface ScopedAnswer {
  readonly data: unknown;
  readonly warnings: readonly string[];
}

/** Names and values of a question, in order; a name may come several times (`match[]`). */
export type ScopedParameters = readonly (readonly [string, string])[];

/**
 * Port: the scoped Prometheus and Loki APIs of one scope, the only way by which a dashboard asks
 * anything. `path` is below `…/prometheus/api/v1/` or `…/loki/loki/api/v1/`: `query_range`, `labels`.
 * Rejects with an Error whose message is for people when the question is refused or cannot be
 * answered, and with the signal's reason when it is aborted.
 */
export interface ScopedApi {
  prometheus(
    path: string,
    parameters: ScopedParameters,
    signal?: AbortSignal,
  ): Promise<ScopedAnswer>;
  loki(path: string, parameters: ScopedParameters, signal?: AbortSignal): Promise<ScopedAnswer>;
}
