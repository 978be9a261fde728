import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { type TenantName, tenants, twoTenants } from '../support/two-tenants.ts';
import { buildAll } from './lab.ts';

/** The service with its own stores and a browser; two tenants that push lines of their own. */
export interface LogLab {
  readonly tocsin: TocsinProcess;
  readonly browser: TestBrowser;
  /** Lines of one stream, now. */
  push(tenant: TenantName, app: string, lines: readonly string[]): Promise<void>;
  /** 240 lines of `app="shop"` in the last 40 minutes, for each tenant. */
  pushHistory(): Promise<void>;
  stop(): Promise<void>;
}

const COUNT = 240;
const EVERY_NS = 10_000_000_000n;

const tokenOf = (tenant: TenantName) => `fixture-token-that-pushes-logs-of-${tenant}`;

/** `[Unix nanoseconds, line, structured metadata]`. */
type Value = readonly [string, string, Readonly<Record<string, string>>];

export async function startLogLab(): Promise<LogLab> {
  buildAll();
  const tocsin = await startTocsin({ config: configOf() });
  const browser = await launchBrowser();
  const send = (tenant: TenantName, app: string, values: readonly Value[]) =>
    pushTo(tocsin.url, tenant, app, values);
  return {
    tocsin,
    browser,
    push: (tenant, app, lines) => {
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      return send(
        tenant,
        app,
        lines.map((line, index) => [String(nowNs + BigInt(index)), line, {}]),
      );
    },
    pushHistory: async () => {
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      for (const { id } of tenants) await send(id, 'shop', history(id, nowNs));
    },
    stop: async () => {
      await browser.close();
      await tocsin.remove();
    },
  };
}

function configOf() {
  const base = twoTenants({ prometheusUrl: 'http://127.0.0.1:9' });
  return {
    ...base,
    clusters: [
      {
        id: 'lab',
        metrics: { kind: 'embedded' },
        logs: { kind: 'embedded' },
        enforcement: { namespaceLabel: 'namespace' },
        ruleSink: { kind: 'none' },
      },
    ],
    tokens: tenants.map(({ id }) => ({
      name: 'pushes lines',
      owner: id,
      kind: 'scope',
      node: id,
      permissions: ['logs:read', 'logs:write'],
      secret: tokenOf(id),
    })),
  };
}

/** Every fifth line is an error in Chinese and English, half of them with code 502. */
function history(tenant: TenantName, nowNs: bigint): readonly Value[] {
  return Array.from({ length: COUNT }, (_, index): Value => {
    const at = String(nowNs - BigInt(COUNT - index) * EVERY_NS);
    const isError = index % 5 === 4;
    const line = isError
      ? JSON.stringify({
          level: 'error',
          code: index % 2 === 0 ? 502 : 500,
          msg: `支付失败 order-${index} of ${tenant}`,
        })
      : JSON.stringify({ level: 'info', code: 200, msg: `已支付 order-${index} of ${tenant}` });
    return [at, line, { trace_id: `${tenant}-${index}` }];
  });
}

async function pushTo(
  url: string,
  tenant: TenantName,
  app: string,
  values: readonly Value[],
): Promise<void> {
  const response = await fetch(`${url}/scopes/${tenant}.shop.prod/loki/loki/api/v1/push`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenOf(tenant)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ streams: [{ stream: { app }, values }] }),
  });
  if (response.status !== 204) {
    throw new Error(`the push: ${response.status} ${await response.text()}`);
  }
}
