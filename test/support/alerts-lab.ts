import type { Aim, TenantId } from '../adversary/attack.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { neighbourOf, TENANTS } from '../adversary/words.ts';

/** A token of the tenant: for all of it, or for production only. */
export const tokenOf = (tenant: TenantId, what = 'all') =>
  `fixture-token-of-${tenant}-for-${what}-alerts`;
const PERMISSIONS = [
  'incidents:read',
  'silences:read',
  'silences:write',
  'channels:read',
  'rules:read',
  'rules:write',
] as const;

/** A gettable alert. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] };
}
/** A gettable silence. */
export interface Silence {
  readonly id: string;
  readonly status: { readonly state: string };
  readonly comment: string;
  readonly createdBy: string;
}

/** Two tenants with two environments each, and tokens that do everything with alerts. */
export const ALERTS_CONFIG = {
  clusters: [{ id: 'eu1', enforcement: { namespaceLabel: 'namespace' } }],
  tenants: TENANTS.map((id) => ({
    id,
    projects: [
      {
        id: 'shop',
        environments: ['prod', 'dev'].map((name) => ({
          id: name,
          cluster: 'eu1',
          namespace: `${id}-${name}`,
        })),
      },
    ],
  })),
  tokens: TENANTS.flatMap((owner) => [
    {
      name: 'everything of alerts',
      owner,
      kind: 'scope',
      node: owner,
      permissions: PERMISSIONS,
      secret: tokenOf(owner),
    },
    {
      name: 'production only',
      owner,
      kind: 'scope',
      node: `${owner}.shop.prod`,
      permissions: PERMISSIONS,
      secret: tokenOf(owner, 'prod'),
    },
  ]),
};

/** With the interface built, `GET *` is answered by it. */
export const ATTACKS = [...ODD_PATHS, ...FORGED_HEADERS].filter(
  ({ name }) => name !== 'path: an asterisk',
);

/** A request of the scoped Alertmanager as something to attack. */
export function aimAt(method: string, route: string, tenant: TenantId): Aim {
  return aimBelow(`alertmanager/api/v2/${route}`, method, route, tenant);
}

/** A request below a scope that carries a text, as something to attack. */
export function aimBelow(path: string, method: string, route: string, tenant: TenantId): Aim {
  return {
    api: 'prometheus',
    route,
    method,
    tenant,
    neighbour: neighbourOf(tenant),
    target: `/scopes/${tenant}/${path}`,
    form: [],
    body: method === 'POST' ? { type: 'application/json', text: '[]' } : null,
    textParameter: null,
    asText: (text) => text,
    isPlain: true,
    isLocal: false,
  };
}
