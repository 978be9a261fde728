import type { PlaceKey } from './grafana-book.ts';

/** Where a tenant's things lie in Grafana, once that is there. */
export interface PlaceInGrafana extends PlaceKey {
  readonly organisation: number;
  /** Uid of the tenant's folder; empty: the organisation is its own. */
  readonly root: string;
}
