/** An alert as Prometheus posts it to `POST /api/v2/alerts`; instants are RFC 3339. */
export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  /** In the future while it fires; when it ended otherwise. */
  readonly endsAt: string;
  readonly generatorURL: string;
}

/** Hands alerts to the intake under the identity of the cluster. */
export interface SendAlerts {
  /**
   * Resolves when they are taken for good. Rejects when they were not: then they are sent again at
   * the group's next evaluation.
   */
  send(cluster: string, alerts: readonly SentAlert[], signal: AbortSignal): Promise<void>;
}
