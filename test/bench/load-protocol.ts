/** One request that is sent again and again. */
export interface LoadRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the load generator is asked to do, in one message. */
export interface LoadOrder {
  readonly origin: string;
  /** In turn: the first connection sends the first, the next the second, and so on. */
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  readonly durationMs: number;
}

/** What it answers. Latencies are milliseconds from sending the head to the body's end. */
export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
