import { createHmac } from 'node:crypto';
import type { Permission } from '../../../platform/tenancy/roles.ts';

export const DATA_SOURCE_KINDS = ['prometheus', 'loki', 'alertmanager'] as const;

export type DataSourceKind = (typeof DATA_SOURCE_KINDS)[number];

/** One data source of a tenant in Grafana, without its token. */
export interface DataSourceSpec {
  /** Of 32 characters; the same as long as our key is, and not to be guessed by other tenants. */
  readonly uid: string;
  readonly name: string;
  readonly kind: DataSourceKind;
  /** `tenant[.project[.environment]][@cluster]`. */
  readonly scope: string;
  /** Where the token holds: the scope without a cluster. */
  readonly node: string;
  /** Below which the protocol's own paths are served. */
  readonly url: string;
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** What its token may do at most. */
  readonly permissions: readonly Permission[];
}

/** A place whose data sources are shown, and the clusters that it lies on. */
export interface ShownScope {
  /** `tenant[.project[.environment]]`; the tenant as a whole stands first. */
  readonly node: string;
  readonly clusters: readonly string[];
}

export interface DataSourceSettings {
  /** How Grafana reaches us, e.g. `https://tocsin.example.com`. */
  readonly baseUrl: string;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  /** Whether rules and silences may be changed from Grafana's own pages. */
  readonly mayEdit: boolean;
  /**
   * Whether nobody else's data sources lie in their organisation: Grafana has one default in each, and
   * starts with no file of two.
   */
  readonly isAlone: boolean;
}

/**
 * The data sources of a tenant: Prometheus, Loki and Alertmanager for each scope that it shows. A
 * scope on several clusters has a set for each, since a query goes to one of them.
 */
export function dataSourceSpecs(
  scopes: readonly ShownScope[],
  settings: DataSourceSettings,
): readonly DataSourceSpec[] {
  const named = scopes.flatMap(({ node, clusters }) =>
    clusters.length > 1
      ? clusters.map((cluster) => ({ node, scope: `${node}@${cluster}` }))
      : [{ node, scope: node }],
  );
  return named.flatMap((one, index) =>
    DATA_SOURCE_KINDS.map((kind) => specOf(kind, { ...one, isFirst: index === 0 }, settings)),
  );
}

/** The uid of a data source: a MAC of what it stands for. */
export function dataSourceUid(key: Uint8Array, scope: string, kind: DataSourceKind): string {
  const mac = createHmac('sha256', key).update(`${kind} ${scope}`).digest('base64url');
  return `tocsin-${mac.slice(0, 25)}`;
}

const TITLES: Readonly<Record<DataSourceKind, string>> = {
  prometheus: 'Metrics',
  loki: 'Logs',
  alertmanager: 'Alerts',
};

function specOf(
  kind: DataSourceKind,
  { node, scope, isFirst }: { readonly node: string; scope: string; isFirst: boolean },
  { baseUrl, uidKey, mayEdit, isAlone }: DataSourceSettings,
): DataSourceSpec {
  const uidOf = (of: DataSourceKind) => dataSourceUid(uidKey, scope, of);
  return {
    uid: uidOf(kind),
    name: `${TITLES[kind]} ${scope}`,
    kind,
    scope,
    node,
    url: `${baseUrl.replace(/\/+$/, '')}/scopes/${scope}/${kind}`,
    isDefault: isAlone && isFirst && kind === 'prometheus',
    jsonData: jsonDataOf(kind, uidOf('alertmanager'), mayEdit),
    permissions: permissionsOf(kind, mayEdit),
  };
}

/** The token stands in a header, whose value is secret. */
const TOKEN_HEADER = { httpHeaderName1: 'Authorization' } as const;

function jsonDataOf(
  kind: DataSourceKind,
  alertmanagerUid: string,
  manageAlerts: boolean,
): Readonly<Record<string, unknown>> {
  // The viewer is named by `X-Grafana-User`, which Grafana sends of itself; no cookie, no sign-in of theirs.
  const common = { ...TOKEN_HEADER, oauthPassThru: false } as const;
  switch (kind) {
    case 'prometheus':
      return {
        ...common,
        alertmanagerUid,
        customQueryParameters: '',
        disableRecordingRules: true,
        httpMethod: 'POST',
        manageAlerts,
        prometheusType: 'Prometheus',
      };
    case 'loki':
      return { ...common, alertmanagerUid, manageAlerts, maxLines: 1_000 };
    case 'alertmanager':
      return { ...common, handleGrafanaManagedAlerts: false, implementation: 'prometheus' };
  }
}

function permissionsOf(kind: DataSourceKind, mayEdit: boolean): readonly Permission[] {
  switch (kind) {
    case 'prometheus':
      return ['metrics:read', 'rules:read', ...(mayEdit ? (['rules:write'] as const) : [])];
    case 'loki':
      return ['logs:read', 'rules:read', ...(mayEdit ? (['rules:write'] as const) : [])];
    case 'alertmanager':
      return [
        'channels:read',
        'silences:read',
        'incidents:read',
        ...(mayEdit ? (['silences:write'] as const) : []),
      ];
  }
}
