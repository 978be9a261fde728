/** What a cluster says of itself: an event, or a line of its API server's audit. */
export type ClusterEventKind = 'event' | 'audit';

/** One of them, as it came: hostile like any label. */
export interface ClusterEvent {
  readonly kind: ClusterEventKind;
  /** From the token, never from the object. */
  readonly cluster: string;
  /** Of what it is about; empty for what belongs to no namespace. */
  readonly namespace: string;
  /** When it happened, as it says. */
  readonly atMs: number;
  /** The object as JSON. */
  readonly object: Readonly<Record<string, unknown>>;
}

/** Who looks at them. */
export interface ClusterEventListener {
  /** Whether anybody asks for this kind; nothing is read otherwise. */
  wants(kind: ClusterEventKind): boolean;
  /** Durable when it resolves. Rejects when it is not; the sender then comes again. */
  take(events: readonly ClusterEvent[]): Promise<void>;
}

/** Port: what clusters say, each version of an event once (filled by the collector). */
export interface ClusterEvents {
  listen(listener: ClusterEventListener): void;
}
