import type { GrafanaPlace, GrafanaPlaces } from '../proxy/grafana-place.ts';
import type { GrafanaBook } from './grafana-book.ts';

/** Where the tenants are that we provision; those that are not in Grafana yet have no place. */
export function provisionedPlaces(
  book: Pick<GrafanaBook, 'placeOf' | 'sources' | 'pairs'>,
): GrafanaPlaces {
  return {
    of: async (tenant): Promise<GrafanaPlace | null> => {
      const place = await book.placeOf(tenant);
      if (place?.phase !== 'active' || place.organisation === null) return null;
      const sources = await book.sources(place);
      // In an organisation of its own a tenant sees all; in a shared one, what was brought in step.
      const pairs = place.folderUid === '' ? null : await book.pairs(place);
      const there = pairs?.filter(({ their_hash }) => their_hash !== null);
      return {
        tenant,
        organisation: place.organisation,
        dataSources: new Set(sources.map(({ uid }) => uid)),
        dashboards: there === undefined ? null : new Set(there.map(({ uid }) => uid)),
      };
    },
  };
}
