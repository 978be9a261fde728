import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TenantId } from '../adversary/attack.ts';
import { TENANTS, WORDS } from '../adversary/words.ts';
import { enforcementWith, metricsBackend } from './backends.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { type RecordingUpstream, startRecordingUpstream } from './recording-upstream.ts';
import type { WrittenSeries } from './remote-write-body.ts';
import { type ScopedServer, startScopedServer } from './scoped-server.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';
import { waitUntil } from './wait-until.ts';

/** An instant inside of all written series, Unix seconds. */
export const TELLTALE_AT_S = Date.UTC(2026, 0, 1) / 1000 + 1800;

/**
 * Two tenants in one real Prometheus, where everything of a tenant holds its word: label names and
 * values, metric names, help, rules, groups, targets and exemplars. What is nobody's holds a third
 * word. Beside it, a Prometheus for each tenant alone, with the same written series.
 */
export interface TelltaleWorld {
  readonly server: ScopedServer;
  /** What both tenants' series lie in, without a scope before it. */
  readonly shared: Prometheus;
  /** What the server asked the shared Prometheus. */
  readonly upstream: RecordingUpstream;
  /** The same API for a tenant who has no neighbour. */
  readonly alone: Readonly<Record<TenantId, ScopedServer>>;
  stop(): Promise<void>;
}

const LIMITS = ['--query.max-samples=400000', '--query.timeout=10s'];

export async function startTelltaleWorld(): Promise<TelltaleWorld> {
  const folder = tempFolder('telltales');
  const target = await startTarget();
  const [shared, acme, globex] = await Promise.all([
    startShared(folder, target),
    startPrometheus({ extraFlags: LIMITS }),
    startPrometheus({ extraFlags: LIMITS }),
  ]);
  await Promise.all([
    shared.writeSeries([...TENANTS.flatMap(writtenOf), ...nobodys(), ...exempt()]),
    acme.writeSeries([...writtenOf('acme'), ...exempt()]),
    globex.writeSeries([...writtenOf('globex'), ...exempt()]),
  ]);
  const upstream = await startRecordingUpstream(shared.url);
  const [server, ...lonely] = await Promise.all(
    [upstream.url, acme.url, globex.url].map(startServer),
  );
  const [aloneAcme, aloneGlobex] = lonely;
  if (!server || !aloneAcme || !aloneGlobex) throw new Error('not all servers were started');
  await waitUntil(() => isSettled(shared), { what: 'scraped series, exemplars and four alerts' });
  return {
    server,
    shared,
    upstream,
    alone: { acme: aloneAcme, globex: aloneGlobex },
    stop: async () => {
      await Promise.all([server, aloneAcme, aloneGlobex].map((one) => one.stop()));
      await upstream.stop();
      await Promise.all([shared, acme, globex].map((one) => one.stop()));
      target.close();
      removeFolder(folder);
    },
  };
}

function startServer(url: string): Promise<ScopedServer> {
  const enforcement = enforcementWith({ exemptMetrics: ['shared_info'] });
  return startScopedServer({
    clusters: [{ id: 'eu1', backend: metricsBackend(url), enforcement }],
    hasRangeCache: true,
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
  });
}

async function startShared(folder: string, target: Server): Promise<Prometheus> {
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules', 'all.yml'), rules());
  const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
  const job = (word: string, labels: Readonly<Record<string, string>>) => ({
    jobName: `job-${word}`,
    targets: [address],
    metricsPath: `/metrics-of-${word}`,
    interval: '1s',
    labels,
  });
  return startPrometheus({
    ruleFiles: [join(folder, 'rules', '*.yml')],
    scrape: [
      ...TENANTS.map((id) => job(WORDS[id], { namespace: id, [`${WORDS[id]}_label`]: WORDS[id] })),
      job(WORDS.nobody, { namespace: '' }),
    ],
    extraFlags: [...LIMITS, '--enable-feature=exemplar-storage'],
  });
}

async function isSettled(prometheus: Prometheus): Promise<boolean> {
  const { alerts } = (await prometheus.get('/api/v1/alerts')) as { alerts: readonly unknown[] };
  const now = Date.now() / 1000;
  const exemplars = (await prometheus.get('/api/v1/query_exemplars', {
    query: 'shared_requests_total',
    start: String(now - 600),
    end: String(now + 600),
  })) as readonly unknown[];
  return alerts.length >= 5 && exemplars.length >= 3;
}

/** Answers `/metrics-of-<word>` in OpenMetrics. */
function startTarget(): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const word = url.split('-').at(-1) ?? '';
    response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0');
    response.end(exposition(word));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const exposition = (word: string): string => `# HELP ${word}_requests What ${word} serves
# TYPE ${word}_requests counter
${word}_requests_total{secret="${word}"} 7 # {trace_id="${word}-1"} 1
# HELP shared_requests What is served, in the words of ${word}
# TYPE shared_requests counter
shared_requests_total{secret="${word}"} 5 # {trace_id="${word}-2"} 1
# HELP shared_latency How long it takes
# TYPE shared_latency histogram
shared_latency_bucket{le="1.0",secret="${word}"} 1 # {trace_id="${word}-3"} 0.5
shared_latency_bucket{le="+Inf",secret="${word}"} 2
shared_latency_count{secret="${word}"} 2
shared_latency_sum{secret="${word}"} 3
# EOF
`;

function rules(): string {
  const own = (id: TenantId) => `
  - name: group of ${WORDS[id]}
    rules:
      - alert: Alert_${WORDS[id]}
        expr: shared_requests_total{namespace="${id}",secret="${WORDS[id]}"} > 0
        labels: { owned_by: ${id}, mark: ${WORDS[id]} }
        annotations: { summary: "of ${WORDS[id]}" }
      - record: ${WORDS[id]}:sum
        expr: sum(shared_requests_total{namespace="${id}"})
        labels: { namespace: ${id}, secret: ${WORDS[id]} }
      - record: ${WORDS[id]}:broken
        expr: label_replace({namespace="${id}",__name__=~".+"}, "secret", "${WORDS[id]}", "", "") * on() group_left() {namespace="${id}"}
        labels: { namespace: ${id} }`;
  return `groups:${TENANTS.map(own).join('')}
  - name: shared
    rules:
      - alert: AnyRequests
        expr: shared_requests_total > 0 # ${WORDS.nobody}
        annotations: { summary: "of {{ $labels.secret }}" }
      - record: ${WORDS.nobody}:sum
        expr: sum(shared_requests_total)
`;
}

/** Series of a tenant, around `TELLTALE_AT_S`. Values differ, so that sums and maxima tell who is in them. */
export function writtenOf(id: TenantId): readonly WrittenSeries[] {
  const word = WORDS[id];
  const factor = id === 'acme' ? 1 : 7_777;
  const common = { namespace: id, job: 'shared', instance: 'shared', [`${word}_label`]: word };
  return [
    ...['a', 'b'].map((kind, index) =>
      series(
        { __name__: 'shared_metric', ...common, kind, secret: `${word}-${kind}` },
        factor * (index + 2),
      ),
    ),
    ...['0.5', '+Inf'].map((le, index) =>
      series(
        { __name__: 'shared_latency_bucket', ...common, le, secret: word },
        factor * (index + 3),
      ),
    ),
    series({ __name__: `${word}_only`, ...common, secret: word }, factor * 11),
    series({ __name__: 'target_info', ...common, data: word, secret: word }, 1),
    // For named metrics.
    ...['a', 'b'].map((kind) => podMemory({ ...common, pod: `${word}-${kind}`, container: word })),
  ];
}

function nobodys(): readonly WrittenSeries[] {
  const word = WORDS.nobody;
  return [
    series({ __name__: 'shared_metric', kind: 'a', secret: word }, 424_242),
    podMemory({ namespace: 'nobody', pod: word, container: word }),
    series({ __name__: `${word}_only`, secret: word, U__namespace: word }, 424_243),
    series({ __name__: 'shared_metric', namespace: 'acme-dev', secret: word }, 424_244),
    series({ __name__: 'shared_metric', namespace: 'Globex', secret: word }, 424_245),
  ];
}

const podMemory = (labels: Readonly<Record<string, string>>) =>
  series({ __name__: 'container_memory_working_set_bytes', ...labels }, 1_000);

const exempt = () => [series({ __name__: 'shared_info', node: 'n1' }, 1)];

function series(labels: Readonly<Record<string, string>>, value: number): WrittenSeries {
  const samples = Array.from({ length: 31 }, (_, minute): [number, number] => [
    (TELLTALE_AT_S - (30 - minute) * 60) * 1000,
    value * (minute + 1),
  ]);
  return { labels, samples };
}
