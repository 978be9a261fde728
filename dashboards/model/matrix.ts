/** A series as Prometheus answers it to a range query: `[seconds, text]` in ascending order. */
export interface MatrixSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
}

/** The grid a range query was evaluated on, in whole seconds, both ends inclusive. */
export interface Grid {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}
