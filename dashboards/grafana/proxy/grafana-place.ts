/** Where a tenant is in Grafana, and what there is its own. */
export interface GrafanaPlace {
  readonly tenant: string;
  /** Number of the organisation: of the tenant alone, or of all where each has a folder. */
  readonly organisation: number;
  /** Uids of the data sources that may be asked for the tenant. */
  readonly dataSources: ReadonlySet<string>;
  /** Uids of the dashboards that may be seen; null: all of the organisation. */
  readonly dashboards: ReadonlySet<string> | null;
}

/** What is known of the places, from memory or the state: it is asked for every request. */
export interface GrafanaPlaces {
  /** Null: the tenant has none (yet), or it is retired. Rejects with AppError `unavailable`. */
  of(tenant: string): Promise<GrafanaPlace | null>;
}
