/** One stream of a push as it was read, before anything about it was judged. */
export interface PushedStream {
  readonly labels: PushedLabels;
  readonly entries: readonly PushedEntry[];
}

/** As text (protobuf), or as pairs (JSON, OTLP). */
export type PushedLabels =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [string, string])[] };

export interface PushedEntry {
  readonly timeNs: bigint;
  readonly line: string;
  /** Null for none. */
  readonly metadata: ReadonlyMap<string, string> | null;
  /** A level that the sender knows better than a look at the line would; null for none. */
  readonly level: string | null;
}
