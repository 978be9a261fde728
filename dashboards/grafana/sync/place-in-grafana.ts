import type { SeenShelf } from '../boards/seen-boards.ts';
import type { PlaceKey } from './grafana-book.ts';

/** Where a tenant's things lie in Grafana, once that is there. */
export interface PlaceInGrafana extends PlaceKey {
  readonly organisation: number;
  /** Uid of the tenant's folder; empty: the organisation is its own. */
  readonly root: string;
}

/** Where its dashboards are kept for the time when Grafana is away. */
export function shelfOf({ organisation, owner, root }: PlaceInGrafana): SeenShelf {
  return { organisation, tenant: root === '' ? null : owner };
}
