import { freePort } from '../support/free-port.ts';
import { inRepository } from '../support/repository.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { answers, startServerProcess } from '../support/server-process.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, tenants, twoTenants } from '../support/two-tenants.ts';
import type { BenchQuestion } from './proxy-backend.ts';
import type { LoadTarget } from './proxy-rounds.ts';

/** Where each way of asking leads, and whose CPU it costs. */
export interface ProxyWays {
  /** The ways to ask a question, by name. */
  targets(question: BenchQuestion): Readonly<Record<WayName, LoadTarget>>;
  stop(): Promise<void>;
}

export type WayName = 'direct' | 'pass-through' | 'tocsin' | 'cached' | 'workers';

/** Without bounds that a load generator would meet. */
const limits = {
  maxConcurrent: 1_000,
  default: { maxConcurrent: 1_000, maxQueued: 1_000, perSecond: 0 },
};
export const workers = 2;

/** One Prometheus behind a bare pass-through and behind tocsin, as it is asked by two tenants. */
export async function startProxyWays(prometheusUrl: string): Promise<ProxyWays> {
  const tocsin = (config: Readonly<Record<string, unknown>>): Promise<TocsinProcess> =>
    startTocsin({
      config: { log: { level: 'warn' }, limits, ...twoTenants({ prometheusUrl }), ...config },
    });
  const noCache = { rangeCache: { maxBytes: 0 } };
  const passThrough = await startPassThrough(prometheusUrl);
  const plain = await tocsin(noCache);
  const cached = await tocsin({});
  const withWorkers = await tocsin({ ...noCache, server: { workers } });
  return {
    targets: (question) => ({
      direct: plainTarget('direct', prometheusUrl, null, question),
      'pass-through': plainTarget('pass-through', passThrough.url, passThrough.pid, question),
      tocsin: scopedTarget('tocsin', plain, question),
      cached: scopedTarget('cached', cached, question),
      workers: scopedTarget('workers', withWorkers, question),
    }),
    stop: async () => {
      await Promise.all([plain, cached, withWorkers].map((one) => one.remove()));
      await passThrough.stop();
    },
  };
}

async function startPassThrough(origin: string): Promise<ServerProcess & { readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServerProcess({
    name: 'pass-through',
    command: process.execPath,
    args: ['--import', 'tsx', inRepository('test/bench/pass-through-server.ts'), `${port}`, origin],
    cwd: inRepository(),
    ready: () => answers(`${url}/-/ready`),
  });
  return { ...server, url };
}

/** Without tocsin the tenants' matchers are written by hand, so that Prometheus does equal work. */
function plainTarget(
  name: WayName,
  origin: string,
  pid: number | null,
  { metric, path }: BenchQuestion,
): LoadTarget {
  const requests = tenants.map(({ namespace }) => ({
    path: path(`${metric}{namespace="${namespace}"}`),
    headers: {},
  }));
  return { name, origin, requests, pid };
}

function scopedTarget(
  name: WayName,
  { url, pid }: TocsinProcess,
  { metric, path }: BenchQuestion,
): LoadTarget {
  const requests = tenants.map(({ id }) => ({
    path: `/scopes/${id}/prometheus${path(metric)}`,
    headers: { authorization: `Bearer ${readerToken(id)}` },
  }));
  return { name, origin: url, requests, pid: pid() };
}

/**
 * Another label proxy that somebody gives the address of, as an URL with `{namespace}` where it is
 * told the tenant's, e.g. `http://127.0.0.1:9091?namespace={namespace}`.
 */
export function peerTarget(template: string, { metric, path }: BenchQuestion): LoadTarget {
  const requests = tenants.map(({ namespace }) => {
    const { pathname, searchParams } = new URL(template.replaceAll('{namespace}', namespace));
    const [asked = '', form = ''] = path(metric).split('?');
    const more = searchParams.size === 0 ? '' : `&${searchParams}`;
    return { path: `${pathname.replace(/\/$/, '')}${asked}?${form}${more}`, headers: {} };
  });
  return { name: 'peer', origin: new URL(template).origin, requests, pid: null };
}
