import { embeddedPlaces, labPassword } from './embedded-lab.ts';
import type { StandInSettings } from './grafana-stand-in.ts';

/** Of data sources of kind grafana-data-source. */
export const SECRETS = {
  acme: 'fixture-token-of-the-data-source-of-acme',
  next: 'fixture-token-that-follows-that-of-acme-',
  globex: 'fixture-token-of-the-data-source-globex-',
  alerting: 'fixture-token-of-pages-about-alerting-a',
  background: 'fixture-token-of-alerting-of-grafana-acme',
} as const;

/** The administrator of Grafana. */
export const ADMIN = { user: 'grafana-admin', password: 'of the stand-in' } as const;

/** A Grafana that takes who looks from the service at an address. */
export const grafanaBefore = (own: string): StandInSettings => ({
  admin: ADMIN,
  names: 'user',
  jwt: {
    headerName: 'X-JWT-Assertion',
    jwkSetUrl: () => `${own}/.well-known/tocsin-grafana-keys.json`,
    expectClaims: () => ({ iss: own, aud: 'grafana' }),
  },
});

/** A dashboard of acme. */
export const BOARD = {
  uid: 'shop',
  title: 'Shop',
  panels: [
    {
      id: 1,
      type: 'timeseries',
      title: 'Orders',
      datasource: { type: 'prometheus', uid: 'acme-metrics' },
      targets: [{ refId: 'A', expr: 'orders' }],
    },
  ],
};

const dataSource = (owner: 'acme' | 'globex', secret: string, more: object = {}) => ({
  name: `data source ${secret.slice(-6)}`,
  owner,
  kind: 'grafana-data-source',
  node: owner,
  permissions: ['metrics:read'],
  secret,
  ...more,
});

/** The service with two tenants, each with a place in this Grafana. */
export function grafanaLabConfig(
  url: string,
  organisations: Readonly<Record<'acme' | 'globex', number>>,
) {
  const places = embeddedPlaces();
  const person = (name: string, role: string, node: string) => ({
    name,
    password: labPassword,
    roles: [{ role, node }],
  });
  return {
    ...places,
    collector: { scrape: { self: false, host: false } },
    users: [
      ...places.users,
      person('ann', 'environment-member', 'acme.shop.prod'),
      person('zoe', 'tenant-member', 'globex'),
    ],
    tokens: [
      ...places.tokens,
      dataSource('acme', SECRETS.acme),
      dataSource('acme', SECRETS.next),
      dataSource('acme', SECRETS.alerting, {
        name: 'rules and silences',
        permissions: [
          ...['rules:read', 'rules:write', 'silences:read', 'silences:write'],
          ...['incidents:read', 'metrics:read'],
        ],
      }),
      dataSource('acme', SECRETS.background, { background: true }),
      dataSource('globex', SECRETS.globex),
    ],
    grafana: {
      url,
      adminUser: ADMIN.user,
      adminPassword: ADMIN.password,
      live: true,
      alerting: true,
      places: (['acme', 'globex'] as const).map((tenant) => ({
        tenant,
        organisation: organisations[tenant],
        dataSources: ['metrics', 'rules', 'alerts'].map((kind) => `${tenant}-${kind}`),
      })),
    },
  };
}
