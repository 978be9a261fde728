import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import { fetchMatrix } from '../../queries/cache/fetch-matrix.ts';
import { judgePromql } from '../../queries/cache/judge-promql.ts';
import { RangeCache } from '../../queries/cache/range-cache.ts';
import { createRangeCacheMetrics } from '../../queries/cache/range-cache-metrics.ts';
import { rememberedJudge } from '../../queries/cache/remembered-judge.ts';
import { type Form, parseForm, printForm } from '../../queries/proxy/form.ts';
import { createHttpUpstream } from '../../queries/upstream/http-upstream.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { tenants } from '../support/two-tenants.ts';

export const scrapeSeconds = 15;
const pods = 40;
const metrics = ['http', 'rpc', 'jobs', 'disk', 'net', 'mail'].map((name) => `${name}_total`);

/** What a dashboard of 24 panels asks: four kinds of question to six metrics. */
export const panels: readonly string[] = metrics.flatMap((metric) => {
  const selector = `${metric}{namespace="${tenants[0].namespace}"}`;
  return [
    `sum(rate(${selector}[5m]))`,
    `sum by (code) (rate(${selector}[5m]))`,
    `sum by (pod) (rate(${selector}[1m]))`,
    `topk(5, increase(${selector}[10m]))`,
  ];
});

/** A Prometheus with the series of both tenants, from `fromS` to `toS`. */
export async function startDashboardPrometheus(
  fromS: number,
  toS: number,
  flags: readonly string[] = [],
): Promise<Prometheus> {
  const extraFlags = ['--query.max-samples=5000000', ...flags];
  const prometheus = await startPrometheus({ extraFlags });
  for (const metric of metrics) {
    for (const { namespace } of tenants) {
      await prometheus.writeSeries(
        Array.from({ length: pods }, (_, pod) => ({
          labels: { __name__: metric, namespace, pod: `shop-${pod}`, code: `${200 + (pod % 3)}` },
          samples: counter(fromS, toS, pod + 1),
        })),
      );
    }
  }
  return prometheus;
}

function counter(fromS: number, toS: number, factor: number): [number, number][] {
  return Array.from({ length: Math.floor((toS - fromS) / scrapeSeconds) }, (_, index) => [
    (fromS + index * scrapeSeconds) * 1000,
    factor * index + Math.sin(index / 7) / 3,
  ]);
}

/** An HTTP server that answers `query_range` through a cache of its own. */
export interface CachedWay {
  readonly url: string;
  /** The forms that went to the backend since this was asked last. */
  takeAsked(): readonly string[];
  stop(): Promise<void>;
}

const settings = {
  maxBytes: 134_217_728,
  maxAnswerBytes: 8_388_608,
  untrustedMs: 600_000,
  keepMs: 3_600_000,
};

const SUBJECT = {
  owner: 'acme',
  scopeKey: 'acme',
  clusters: ['lab'],
  language: 'promql',
  maxResponseBytes: 268_435_456,
};

export async function startCachedWay(prometheusUrl: string, clock: Clock): Promise<CachedWay> {
  let forms: string[] = [];
  const asked = { ...SUBJECT, backend: [prometheusUrl] };
  const pool = new Pool(prometheusUrl, { connections: 16 });
  const upstream = createHttpUpstream({ dispatcherFor: () => pool, clock: systemClock });
  const judge = rememberedJudge(judgePromql, 1_000);
  const cache = new RangeCache({
    clock,
    metrics: createRangeCacheMetrics(
      createMetrics({ version: 'bench', withProcessMetrics: false }),
    ),
    settings,
  });
  const answer = async (form: Form): Promise<Buffer> => {
    const query = form.get('query')?.[0] ?? '';
    const given = [...form].map(([name, [value = '']]) => [name, value] as const);
    const parameters = given.filter(([name]) => name !== 'query');
    const answered = await cache.answer(
      { ...asked, judge, query, parameters },
      (sent, signal) => {
        const form = printForm([['query', query], ...sent]);
        forms.push(form);
        const request = {
          backend: { url: prometheusUrl, headers: [], tls: DEFAULT_TLS },
          method: 'GET',
          path: '/api/v1/query_range',
          form,
          timeoutMs: 30_000,
        } as const;
        return fetchMatrix(upstream, request, settings.maxAnswerBytes, signal);
      },
      new AbortController().signal,
    );
    if (answered.kind === 'answer') return answered.body;
    throw new Error(`${query}: ${answered.reason}`);
  };
  const server = createServer(async (request, response) => {
    const parsed = parseForm(request.url?.split('?')[1] ?? '');
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    const body = await answer(parsed.form);
    response.writeHead(200, { 'content-length': body.length });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    takeAsked: () => {
      const taken = forms;
      forms = [];
      return taken;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await pool.destroy();
    },
  };
}
