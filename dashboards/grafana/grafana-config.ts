import { type Static, Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';
import { SecretRef } from '../../platform/config/secret-ref.ts';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import { GrafanaSyncConfig } from './sync/grafana-sync-config.ts';

const closed = { additionalProperties: false } as const;

const uid = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });

/** A tenant's place in a Grafana that tocsin does not provision. */
const PlaceConfig = Type.Object(
  {
    tenant: Type.String({ pattern: DNS_LABEL_PATTERN }),
    organisation: Type.Integer({ minimum: 1, description: 'Its number in Grafana' }),
    dataSources: Type.Array(uid, { default: [], description: 'Uids that the tenant may ask' }),
    dashboards: Type.Union([Type.Null(), Type.Array(uid)], {
      default: null,
      description: 'Uids that the tenant may see; null: all of the organisation',
    }),
  },
  closed,
);

/** Grafana, as it is embedded and provisioned. Without `url` nothing of it is served or shown. */
export const GrafanaConfig = {
  grafana: Type.Object(
    {
      url: Type.String({
        default: '',
        description: 'Where tocsin reaches Grafana, with its sub-path; empty: there is none',
      }),
      path: Type.String({
        default: '/grafana',
        pattern: '^(/[a-z0-9][a-z0-9-]{0,40}){1,3}$',
        description: "Where it is served on our site; the same as the path of Grafana's root_url",
      }),
      adminUser: Type.String({
        default: '',
        description: 'A server administrator of Grafana, for provisioning; empty: none',
      }),
      adminPassword: Type.Optional(SecretRef),
      organisations: Type.Union(
        [Type.Literal('organisation-per-tenant'), Type.Literal('folder-per-tenant')],
        {
          default: 'organisation-per-tenant',
          description: 'organisation-per-tenant, or folder-per-tenant in one organisation',
        },
      ),
      organisation: Type.Integer({
        default: 1,
        minimum: 1,
        description: 'The one organisation of folder-per-tenant',
      }),
      places: Type.Array(PlaceConfig, {
        default: [],
        description: 'Places of tenants in a Grafana that tocsin does not provision',
      }),
      jwtHeader: Type.String({
        default: 'X-JWT-Assertion',
        pattern: '^X-[A-Za-z0-9-]{1,60}$',
        description: 'Header of the signed identity: header_name of auth.jwt',
      }),
      jwtLifetime: durationOption('2m', 'Life of a signed identity, between 30s and 10m'),
      jwtKeyLifetime: durationOption('7d', 'How long one key signs, at least 6h'),
      viewerIdentity: Type.Union([Type.Literal('any'), Type.Literal('signed')], {
        default: 'any',
        description:
          'How a data source says who looks: signed (X-Grafana-Id) or any (X-Grafana-User too)',
      }),
      explore: Type.Boolean({
        default: false,
        description: 'People with dashboards:write may use Explore and save dashboards in Grafana',
      }),
      alerting: Type.Boolean({
        default: false,
        description:
          "Grafana's own pages about rules and silences, for data sources of the tenant; those with rules:write or silences:write may change them there",
      }),
      viewerPaths: Type.Array(Type.String({ pattern: '^(/[A-Za-z0-9_.-]{1,60}){1,8}$' }), {
        default: [],
        maxItems: 50,
        description: 'Further paths of Grafana, whole, that an embedded page may GET',
      }),
      live: Type.Boolean({
        default: false,
        description: 'Lets Grafana Live through, a WebSocket with pushed panels',
      }),
      allowPrivate: Type.Boolean({
        default: true,
        description: 'Grafana may have a private address; never that of cloud metadata',
      }),
      connectTimeout: durationOption('5s', 'Longest time to connect to Grafana'),
      timeout: durationOption('30s', 'Longest time until Grafana begins to answer'),
      sync: GrafanaSyncConfig,
    },
    { ...closed, default: {} },
  ),
};

const GrafanaSchema = Type.Object(GrafanaConfig);
/** What remains of the section after loading: defaults are filled in. */
export type GrafanaSettings = Static<typeof GrafanaSchema>['grafana'];
