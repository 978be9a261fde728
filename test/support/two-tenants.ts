import { type ApiClient, signIn } from './api-client.ts';

/** The tenants of every fixture, with what is theirs on the cluster `lab`. */
export const tenants = [
  { id: 'acme', namespace: 'acme-prod', scope: 'acme.shop.prod' },
  { id: 'umbrella', namespace: 'umbrella-prod', scope: 'umbrella.shop.prod' },
] as const;

export type TenantName = (typeof tenants)[number]['id'];

/** Everybody's password in fixtures: `root` (system admin), `acme-admin`, `umbrella-admin`. */
export const fixturePassword = 'correct horse battery staple';

/** The token with which the Prometheus of `lab` posts alerts. */
export const intakeToken = 'fixture-token-of-the-prometheus-of-lab';

/** The token that reads everything of a tenant. */
export const readerToken = (tenant: TenantName): string =>
  `fixture-token-that-reads-${tenant}-only`;

export interface LabOptions {
  readonly prometheusUrl: string;
  /** The folder of rule files that this Prometheus reads; without it no rules are delivered. */
  readonly ruleFolder?: string;
}

/**
 * Configuration that declares two tenants with a project `shop` and an environment `prod` each, on
 * the cluster `lab`: one Prometheus on which the namespace label tells them apart.
 */
export function twoTenants(
  lab: LabOptions,
): Readonly<Record<string, unknown>> & { readonly tokens: readonly object[] } {
  return {
    clusters: [labCluster(lab)],
    tenants: tenants.map(({ id, namespace }) => ({
      id,
      severities: ['critical', 'warning'],
      projects: [
        {
          id: 'shop',
          environments: [{ id: 'prod', cluster: 'lab', namespace, kind: 'prod' }],
        },
      ],
    })),
    users: [
      user('root', 'system-admin', '_platform'),
      ...tenants.map(({ id }) => user(`${id}-admin`, 'tenant-admin', id)),
    ],
    tokens: [
      {
        name: 'the Prometheus of lab',
        owner: '_platform',
        kind: 'cluster-intake',
        node: 'lab',
        secret: intakeToken,
      },
      ...tenants.map(({ id }) => ({
        name: 'reads metrics',
        owner: id,
        kind: 'scope',
        node: id,
        permissions: ['metrics:read', 'rules:read', 'incidents:read'],
        secret: readerToken(id),
      })),
    ],
  };
}

function labCluster({ prometheusUrl, ruleFolder }: LabOptions): object {
  return {
    id: 'lab',
    metrics: { url: prometheusUrl, timeout: '10s' },
    enforcement: { namespaceLabel: 'namespace' },
    ruleSink:
      ruleFolder === undefined ? { kind: 'none' } : { kind: 'rule-files', directory: ruleFolder },
  };
}

function user(name: string, role: string, node: string): object {
  return { name, password: fixturePassword, roles: [{ role, node }] };
}

/** Signs in as a fixture's user. */
export function signInAs(url: string, name: 'root' | `${TenantName}-admin`): Promise<ApiClient> {
  return signIn(url, name, fixturePassword);
}
