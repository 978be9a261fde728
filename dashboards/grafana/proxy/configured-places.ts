import type { GrafanaSettings } from '../grafana-config.ts';
import type { GrafanaPlace, GrafanaPlaces } from './grafana-place.ts';

/** The places of the configuration; others are looked for where tocsin made them. */
export function configuredPlaces(
  { places }: Pick<GrafanaSettings, 'places'>,
  provisioned: GrafanaPlaces | null,
): GrafanaPlaces {
  const configured = new Map(
    places.map(({ tenant, organisation, dataSources, dashboards }): [string, GrafanaPlace] => [
      tenant,
      {
        tenant,
        organisation,
        dataSources: new Set(dataSources),
        dashboards: dashboards === null ? null : new Set(dashboards),
      },
    ]),
  );
  return {
    of: async (tenant) => configured.get(tenant) ?? (await provisioned?.of(tenant)) ?? null,
  };
}
