import { join } from 'node:path';
import { Agent, request } from 'undici';
import { loadConfig } from '../../platform/config/load-config.ts';
import { composeService } from '../../web/server/compose.ts';
import { ConfigSchema } from '../../web/server/config.ts';
import type { EmbeddedSettings } from '../../web/server/embedded/embedded-settings.ts';
import type { EmbeddedAsker } from './embedded-asker.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

export interface ConformanceServiceOptions {
  readonly forTests: NonNullable<EmbeddedSettings['forTests']>;
  /** Names of all tenants there will be. */
  readonly tenants: readonly string[];
  /**
   * Whether a label of its own is set on everything a tenant pushes and enforced on everything it asks,
   * beside the tenant's own store; without, nothing is added that a script could see.
   */
  readonly isLabelled: boolean;
}

/** The label that is set and enforced when there is one; what tenants' names are its values. */
const ENFORCED_LABEL = 'conformance_tenant';

const SCRATCH = 'conformance';

/**
 * The whole service on a port of 127.0.0.1, with its stores in a folder of its own: pushed to and asked
 * over HTTP, through the scoped endpoints, with a token of the tenant.
 */
export async function startConformanceService(
  options: ConformanceServiceOptions,
): Promise<EmbeddedAsker> {
  const folder = tempFolder(SCRATCH);
  const yaml = JSON.stringify(configOf(folder, options));
  const config = loadConfig(ConfigSchema, { yaml, fileName: 'conformance', env: {} });
  const fail = (error: Error) => {
    throw error;
  };
  const service = await composeService(config, fail, options.forTests);
  await service.start();
  const agent = new Agent({ connections: 8 });
  const post = async (
    tenant: string,
    path: string,
    body: Buffer | string,
    headers: Readonly<Record<string, string>>,
  ) => {
    const answer = await request(`${service.url()}${scopedPath(tenant, path)}`, {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(tenant)}`, ...headers },
      body,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: options.isLabelled ? withoutLabel(text) : text };
  };
  return {
    ask: async (tenant, path, form) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-loki-response-encoding-flags': 'categorize-labels',
      };
      return post(tenant, path, new URLSearchParams(form).toString(), headers);
    },
    push: async (tenant, path, body, headers) => {
      const { status, body: text } = await post(tenant, path, body, Object.fromEntries(headers));
      if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    },
    stop: async () => {
      await agent.destroy();
      await service.stop();
      removeFolder(folder);
    },
  };
}

function scopedPath(tenant: string, path: string): string {
  return `/scopes/${tenant}/${path.startsWith('/loki/') ? 'loki' : 'prometheus'}${path}`;
}

/** Takes the enforced label out of label sets, and of those that messages name. */
function withoutLabel(body: string): string {
  const pair = `"${ENFORCED_LABEL}":"[a-z0-9-]+"`;
  const printed = String.raw`${ENFORCED_LABEL}=\\?"[a-z0-9-]+\\?"`;
  return [`,${pair}`, `${pair},?`, `, ?${printed}`, `${printed}(?:, ?)?`].reduce(
    (text, pattern) => text.replace(new RegExp(pattern, 'g'), ''),
    body,
  );
}

const tokenOf = (tenant: string): string => `fixture-token-of-everything-of-${tenant}`;

function configOf(
  folder: string,
  { tenants, isLabelled }: ConformanceServiceOptions,
): Readonly<Record<string, unknown>> {
  const permissions = ['metrics:read', 'metrics:write', 'logs:read', 'logs:write'];
  return {
    server: { host: '127.0.0.1', port: 0, workers: 0 },
    data: { directory: join(folder, 'data') },
    log: { level: 'error' },
    alerting: { systemRules: { platform: false } },
    limits: { default: { perSecond: 0, maxRange: '0' } },
    logs: { maxPushBytes: 67_108_864, maxPushPlainBytes: 67_108_864 },
    // Scripts load again what they have asked for, in the past: no cache may take that for settled.
    rangeCache: { maxBytes: 0 },
    collector: {
      metrics: { retention: '0', outOfOrder: '100y' },
      logs: { retention: '0', maxAge: '100y', outOfOrder: '100y' },
      ingest: { samplesPerSecond: 1_000_000_000, logBytesPerSecond: 1_000_000_000_000 },
      scrape: { self: false, host: false },
    },
    clusters: [
      {
        id: 'here',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded' },
        enforcement: isLabelled
          ? { namespaceLabel: ENFORCED_LABEL }
          : { namespaceLabel: null, tenantHeader: { name: 'x-scope-orgid', value: 'tenant' } },
      },
    ],
    tenants: tenants.map((id) => ({
      id,
      projects: [{ id: 'script', environments: [{ id: 'run', cluster: 'here', namespace: id }] }],
    })),
    tokens: tenants.map((id) => ({
      name: 'everything',
      owner: id,
      kind: 'scope',
      node: id,
      permissions,
      secret: tokenOf(id),
    })),
  };
}
