import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, tempFolder } from './temp-folder.ts';
import { startTocsin, type TocsinProcess } from './tocsin-process.ts';

export const CRASH_TENANTS = ['acme', 'globex'] as const;
export type CrashTenant = (typeof CRASH_TENANTS)[number];
export type CrashCaller = CrashTenant | '_platform';

export const crashPassword = 'correct horse battery staple';

/** Everything of a tenant holds it, and nothing of another. */
export const wordOf = (tenant: CrashTenant): string => `word-of-${tenant}`;

const tokenOf = (caller: CrashCaller): string => `fixture-token-of-everything-of-${caller}`;

/** The built service with its own stores, which scrapes itself and tails a file of each tenant. */
export interface CrashLab {
  readonly service: TocsinProcess;
  /** The file whose lines become a stream `{job="files"}` of the tenant. */
  fileOf(tenant: CrashTenant): string;
  /** @throws TypeError when the service is not there */
  send(
    caller: CrashCaller,
    path: string,
    request?: {
      readonly body: Uint8Array<ArrayBuffer>;
      readonly headers: Readonly<Record<string, string>>;
    },
  ): Promise<CrashAnswer>;
  remove(): Promise<void>;
}

export interface CrashAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface CrashLabOptions {
  /** Instead of a folder beside the configuration. */
  readonly dataFolder?: string;
  readonly scrapes?: boolean;
}

export async function startCrashLab(options: CrashLabOptions = {}): Promise<CrashLab> {
  const { dataFolder, scrapes = true } = options;
  const files = tempFolder('crash-files');
  for (const tenant of CRASH_TENANTS) mkdirSync(join(files, tenant));
  const service = await startTocsin({
    config: configOf(files, scrapes),
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
  return {
    service,
    fileOf: (tenant) => join(files, tenant, 'app.log'),
    send: async (caller, path, request) => {
      const response = await fetch(`${service.url}${path}`, {
        method: request === undefined ? 'GET' : 'POST',
        headers: { ...request?.headers, authorization: `Bearer ${tokenOf(caller)}` },
        ...(request === undefined ? {} : { body: request.body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    remove: async () => {
      await service.remove();
      removeFolder(files);
    },
  };
}

function configOf(files: string, scrapes: boolean): Readonly<Record<string, unknown>> {
  return {
    limits: { default: { perSecond: 0, maxConcurrent: 64, maxRange: '0' } },
    collector: {
      metrics: { retention: '2h', outOfOrder: '10m', maxAhead: '1d' },
      logs: { retention: '2h', maxAge: '1d', outOfOrder: '1h', maxAhead: '1d' },
      scrape: { self: scrapes, host: scrapes, interval: '1s', timeout: '1s' },
      tail: CRASH_TENANTS.map((tenant) => ({
        name: `files-of-${tenant}`,
        environment: `${tenant}.shop.prod`,
        paths: [join(files, tenant, '*.log')],
        job: 'files',
      })),
    },
    clusters: [
      {
        id: 'lab',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded' },
        enforcement: { namespaceLabel: 'namespace' },
        ruleSink: { kind: 'embedded' },
        alertNamespaceTrusted: true,
      },
    ],
    tenants: CRASH_TENANTS.map((id) => ({
      id,
      severities: ['critical'],
      projects: [
        {
          id: 'shop',
          environments: [
            { id: 'prod', cluster: 'lab', namespace: `${wordOf(id)}-prod`, kind: 'prod' },
          ],
        },
      ],
    })),
    users: CRASH_TENANTS.map((id) => ({
      name: `${id}-admin`,
      password: crashPassword,
      roles: [{ role: 'tenant-admin', node: id }],
    })),
    tokens: ([...CRASH_TENANTS, '_platform'] as const).map((owner) => ({
      name: 'everything',
      owner,
      kind: 'scope',
      node: owner,
      permissions: [
        ...['metrics:read', 'logs:read', 'rules:read', 'collectors:read'],
        ...(owner === '_platform' ? [] : ['metrics:write', 'logs:write', 'incidents:read']),
      ],
      secret: tokenOf(owner),
    })),
  };
}
