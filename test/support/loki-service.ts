import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { signIn } from './api-client.ts';
import { twoTenantStreams } from './loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from './scripted-loki.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';
import { fixturePassword } from './two-tenants.ts';

/** The tenants of the service with logs; the value of the label `ns` is their name. */
export const LOKI_TENANTS = ['acme', 'globex'] as const;
export type LokiTenant = (typeof LOKI_TENANTS)[number];

const secretOf = (tenant: LokiTenant) => `fixture-token-of-the-agents-of-${tenant}`;
/** Headers of a tenant's agents and its Grafana. */
export const bearer = (tenant: LokiTenant) => ({ authorization: `Bearer ${secretOf(tenant)}` });

/** Of globex; acme has the general ones. */
const LIMITS_OF_GLOBEX = {
  tenant: 'globex',
  maxTails: 2,
  maxPoints: 50,
  maxConcurrent: 2,
  maxQueued: 0,
};

function configOf(lokiUrl: string, workers: number) {
  return {
    server: { workers },
    clusters: [
      {
        id: 'eu1',
        logs: { url: lokiUrl, bearerToken: 'backend-token', timeout: '5s' },
        enforcement: { namespaceLabel: 'ns' },
      },
    ],
    tenants: LOKI_TENANTS.map((id) => ({
      id,
      projects: [
        {
          id: 'shop',
          environments: [{ id: 'prod', cluster: 'eu1', namespace: id, kind: 'prod' }],
        },
      ],
    })),
    users: LOKI_TENANTS.map((id) => ({
      name: `${id}-admin`,
      password: fixturePassword,
      roles: [{ role: 'tenant-admin', node: id }],
    })),
    tokens: LOKI_TENANTS.map((id) => ({
      name: 'agents and Grafana',
      owner: id,
      kind: 'scope',
      node: id,
      permissions: ['logs:read', 'logs:write', 'rules:read'],
      secret: secretOf(id),
    })),
    limits: { default: { maxRange: '0' }, tenants: [LIMITS_OF_GLOBEX] },
  };
}

export interface LokiService {
  readonly loki: ScriptedLoki;
  readonly service: TocsinProcess;
  /** Signed in as the tenant's admin. */
  admin(tenant: LokiTenant): ReturnType<typeof signIn>;
  /** A token of acme that reads logs, and its end. */
  newToken(): Promise<{
    readonly headers: Readonly<Record<string, string>>;
    revoke(): Promise<void>;
  }>;
  stop(): Promise<void>;
}

/** The built service before a scripted Loki with the streams of two tenants. */
export async function startLokiService(workers: number): Promise<LokiService> {
  const loki = await startScriptedLoki(twoTenantStreams());
  const service = await startTocsin({ config: configOf(loki.url, workers) });
  const admin = (tenant: LokiTenant) => signIn(service.url, `${tenant}-admin`, fixturePassword);
  return {
    loki,
    service,
    admin,
    newToken: async () => {
      const client = await admin('acme');
      const tokens = '/api/v1/tenants/acme/tokens';
      const { secret, token } = await client.post<ApiTokenWithSecret>(tokens, {
        name: 'short-lived',
        kind: 'scope',
        node: 'acme',
        permissions: ['logs:read'],
        expiresAt: null,
      });
      return {
        headers: { authorization: `Bearer ${secret}` },
        revoke: () => client.delete(`${tokens}/${token.id}`),
      };
    },
    stop: async () => {
      await service.remove();
      await loki.stop();
    },
  };
}
