import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { type RecordedSample, SampleRecorder } from '../../test/contract/scrape-recorder.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';
import type { ScrapeAnswer, ScrapeClient, ScrapeRequest } from './scrape-client.ts';
import { type ScrapeJob, scrapeJob } from './scrape-job.ts';
import { createScrapeManager, type ScrapeManager } from './scrape-manager.ts';

const TEXT = 'text/plain; version=0.0.4';

function answered(body: string, given: Partial<Extract<ScrapeAnswer, { kind: 'answered' }>> = {}) {
  const answer = { kind: 'answered', status: 200, contentType: TEXT, body: Buffer.from(body) };
  return { ...answer, ...given } as const satisfies object as ScrapeAnswer;
}

/** Targets that answer what the test says; by default nothing is there. */
class FakeTargets implements ScrapeClient {
  readonly pages = new Map<string, ScrapeAnswer>();
  readonly requests: ScrapeRequest[] = [];
  closed = 0;

  async get(request: ScrapeRequest): Promise<ScrapeAnswer> {
    this.requests.push(request);
    return this.pages.get(request.url) ?? { kind: 'failed', message: 'nobody there' };
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

interface Lab {
  readonly clock: VirtualClock;
  readonly targets: FakeTargets;
  readonly acme: SampleRecorder;
  readonly globex: SampleRecorder;
  readonly manager: ScrapeManager;
}

async function startLab(...jobs: readonly ScrapeJob[]): Promise<Lab> {
  const clock = new VirtualClock(1_700_000_000_000);
  const targets = new FakeTargets();
  const acme = new SampleRecorder();
  const globex = new SampleRecorder();
  const manager = createScrapeManager({
    jobs,
    sinkOf: (tenant) => (tenant === 'acme' ? acme : globex),
    client: targets,
    clock,
    logger: createLogger({ level: 'silent' }),
    externalHost: 'box',
  });
  await manager.start();
  return { clock, targets, acme, globex, manager };
}

function job(tenant: string, address: string, given: Partial<ScrapeJob> = {}): ScrapeJob {
  const groups = [{ targets: [address], labels: {} }];
  return scrapeJob({
    id: `${tenant}/api`,
    name: 'api',
    tenant,
    ownLabels: labelsFrom([['namespace', tenant]]),
    source: { kind: 'discovered', discoveries: [{ kind: 'static', groups }] },
    intervalMs: 10_000,
    ...given,
  });
}

const series = (name: string, address = 'a:1', tenant = 'acme') =>
  `${name}{instance="${address}",job="api",namespace="${tenant}"}`;

const timesOf = (samples: readonly RecordedSample[]) => [
  ...new Set(samples.map(({ timeMs }) => timeMs)),
];

describe('the scrape manager', () => {
  it('scrapes each tenant into its own store, whatever a target says of itself', async () => {
    const { clock, targets, acme, globex, manager } = await startLab(
      job('acme', 'a:1'),
      job('globex', 'g:1'),
    );
    targets.pages.set('http://a:1/metrics', answered('m{namespace="globex",tenant="globex"} 1\n'));
    targets.pages.set('http://g:1/metrics', answered('m 2\n'));
    await clock.advance(10_000);
    expect(acme.exposed().map((one) => [one.series, one.value])).toEqual([
      [
        'm{exported_namespace="globex",instance="a:1",job="api",namespace="acme",tenant="globex"}',
        1,
      ],
    ]);
    expect(globex.exposed().map((one) => [one.series, one.value])).toEqual([
      [series('m', 'g:1', 'globex'), 2],
    ]);
    expect(acme.valuesOf(series('up'))).toEqual([1]);
    expect(acme.valuesOf(series('scrape_samples_scraped'))).toEqual([1]);
    expect(acme.valuesOf(series('scrape_series_added'))).toEqual([1]);
    await manager.stop();
    expect(targets.closed).toBe(1);
  });

  it('keeps to its instants, and hands over the same labels each time', async () => {
    const { clock, targets, acme, manager } = await startLab(job('acme', 'a:1'));
    targets.pages.set('http://a:1/metrics', answered('m 1\n'));
    await clock.advance(40_000);
    const times = timesOf(acme.exposed());
    expect(times).toHaveLength(4);
    expect(times.map((at) => at % 10_000)).toEqual(Array(4).fill((times[0] ?? 0) % 10_000));
    const objects = new Set(acme.batches.map(({ series: [first] }) => first));
    expect(objects.size).toBe(1);
    expect(targets.requests[0]?.headers).toMatchObject({
      'x-prometheus-scrape-timeout-seconds': '10',
    });
    await manager.stop();
  });

  it('ends what vanishes, what fails, and everything when it stops', async () => {
    const { clock, targets, acme, manager } = await startLab(job('acme', 'a:1'));
    targets.pages.set('http://a:1/metrics', answered('m 1\nn 1\n'));
    await clock.advance(10_000);
    targets.pages.set('http://a:1/metrics', answered('m 2\n'));
    await clock.advance(10_000);
    targets.pages.delete('http://a:1/metrics');
    await clock.advance(20_000);
    targets.pages.set('http://a:1/metrics', answered('m 5\n'));
    await clock.advance(10_000);
    await manager.drain(new AbortController().signal);
    await manager.stop();
    expect(acme.valuesOf(series('m'))).toEqual([1, 2, 'stale', 5, 'stale']);
    expect(acme.valuesOf(series('n'))).toEqual([1, 'stale']);
    expect(acme.valuesOf(series('up'))).toEqual([1, 1, 0, 0, 1, 'stale']);
    expect(acme.valuesOf(series('scrape_series_added'))).toEqual([2, 0, 0, 0, 0, 'stale']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends all series at a body that breaks off, those before the fault too', async () => {
    const { clock, targets, acme, manager } = await startLab(job('acme', 'a:1'));
    targets.pages.set('http://a:1/metrics', answered('m 1\nn 1\n'));
    await clock.advance(10_000);
    targets.pages.set('http://a:1/metrics', answered('m 2\nn x\n'));
    await clock.advance(10_000);
    targets.pages.set('http://a:1/metrics', answered('m 3\nn 3\n'));
    await clock.advance(10_000);
    expect(acme.valuesOf(series('m'))).toEqual([1, 'stale', 3]);
    expect(acme.valuesOf(series('n'))).toEqual([1, 'stale', 3]);
    await manager.stop();
  });

  it('gives no marker to samples with times of their own, unless told to', async () => {
    const own = job('acme', 'a:1');
    const { clock, targets, acme, globex, manager } = await startLab(own, {
      ...job('globex', 'g:1'),
      trackTimestampsStaleness: true,
    });
    for (const url of ['http://a:1/metrics', 'http://g:1/metrics']) {
      targets.pages.set(url, answered('m 1 1699999990000\n'));
    }
    await clock.advance(10_000);
    for (const url of ['http://a:1/metrics', 'http://g:1/metrics']) {
      targets.pages.set(url, answered(''));
    }
    await clock.advance(10_000);
    expect(acme.valuesOf(series('m'))).toEqual([1]);
    expect(acme.exposed()[0]?.timeMs).toBe(1_699_999_990_000);
    expect(globex.valuesOf(series('m', 'g:1', 'globex'))).toEqual([1, 'stale']);
    await manager.reload([{ ...own, honorTimestamps: false }]);
    targets.pages.set('http://a:1/metrics', answered('m 2 1699999990000\n'));
    await clock.advance(10_000);
    expect(acme.exposed().at(-1)?.timeMs).toBeGreaterThan(1_700_000_000_000);
    await manager.stop();
  });

  it.each<[string, Partial<ScrapeJob>, ScrapeAnswer, string, number]>([
    [
      'a body that cannot be read',
      {},
      answered('m 1\nm x\n'),
      'line 2: expected a value, got "x"',
      1,
    ],
    ['another status', {}, answered('', { status: 503 }), 'server returned HTTP status 503', 0],
    [
      'no content type',
      {},
      answered('m 1\n', { contentType: '' }),
      'the target sent no Content-Type, and the job sets no fallbackProtocol',
      0,
    ],
    [
      'too many samples',
      { limits: { ...scrapeJob(job('acme', 'a')).limits, samples: 1 } },
      answered('m 1\nn 1\n'),
      'sample limit exceeded (2 samples, 1 at most)',
      2,
    ],
    [
      'too many targets',
      {
        limits: { ...scrapeJob(job('acme', 'a')).limits, targets: 1 },
        source: {
          kind: 'discovered',
          discoveries: [{ kind: 'static', groups: [{ targets: ['a:1', 'a:2'], labels: {} }] }],
        },
      },
      answered('m 1\n'),
      'target_limit exceeded (number of targets: 2, limit: 1)',
      0,
    ],
  ])('is down with %s', async (_, given, answer, message, scraped) => {
    const { clock, targets, acme, manager } = await startLab(job('acme', 'a:1', given));
    targets.pages.set('http://a:1/metrics', answer);
    await clock.advance(10_000);
    expect(acme.exposed()).toEqual([]);
    expect(acme.valuesOf(series('up'))).toEqual([0]);
    expect(acme.valuesOf(series('scrape_samples_scraped'))).toEqual([scraped]);
    const [target] = manager.targets(() => true).activeTargets;
    expect(target).toMatchObject({ health: 'down', lastError: message });
    await manager.stop();
  });

  it('tells that the store took nothing, and owes it the markers', async () => {
    const { clock, targets, acme, manager } = await startLab(job('acme', 'a:1'));
    targets.pages.set('http://a:1/metrics', answered('m 1\n'));
    await clock.advance(10_000);
    targets.pages.set('http://a:1/metrics', answered(''));
    acme.failure = new AppError('unavailable', 'the disk is full');
    await clock.advance(10_000);
    expect(manager.targets(() => true).activeTargets).toMatchObject([
      { health: 'up', lastError: 'the store took nothing: the disk is full' },
    ]);
    acme.failure = null;
    await clock.advance(10_000);
    expect(acme.valuesOf(series('m'))).toEqual([1, 'stale']);
    await manager.stop();
  });

  it('answers as Prometheus does, and only of jobs asked for', async () => {
    const relabel: RelabelRule[] = [
      { action: 'drop', sourceLabels: ['__address__'], regex: 'x:1' },
    ];
    const groups = [{ targets: ['127.0.0.1:1', 'x:1'], labels: { dc: 'e' } }];
    const { clock, targets, manager } = await startLab(
      job('acme', '', {
        relabel,
        source: { kind: 'discovered', discoveries: [{ kind: 'static', groups }] },
      }),
      job('globex', 'g:1'),
    );
    targets.pages.set(
      'http://127.0.0.1:1/metrics',
      answered('# HELP m Says.\n# TYPE m gauge\nm 1\n'),
    );
    const before = manager.targets(({ tenant }) => tenant === 'acme').activeTargets[0];
    expect(before).toMatchObject({ health: 'unknown', lastScrape: '0001-01-01T00:00:00Z' });
    await clock.advance(10_000);
    const labels = { dc: 'e', instance: '127.0.0.1:1', job: 'api', namespace: 'acme' };
    const discovered = {
      __metrics_path__: '/metrics',
      __scheme__: 'http',
      __scrape_interval__: '10s',
      __scrape_timeout__: '10s',
      dc: 'e',
      job: 'api',
    };
    const answer = JSON.parse(JSON.stringify(manager.targets(({ tenant }) => tenant === 'acme')));
    expect(answer).toEqual({
      activeTargets: [
        {
          discoveredLabels: { ...discovered, __address__: '127.0.0.1:1' },
          labels,
          scrapePool: 'api',
          scrapeUrl: 'http://127.0.0.1:1/metrics',
          globalUrl: 'http://box:1/metrics',
          lastError: '',
          lastScrape: expect.stringMatching(/^2023-11-14T22:13:2\d\.\d{3}Z$/),
          lastScrapeDuration: 0,
          health: 'up',
          scrapeInterval: '10s',
          scrapeTimeout: '10s',
        },
      ],
      droppedTargets: [
        { discoveredLabels: { ...discovered, __address__: 'x:1' }, scrapePool: 'api' },
      ],
      droppedTargetCounts: { api: 1 },
    });
    expect(manager.metadata(({ tenant }) => tenant === 'acme')).toEqual([
      { target: labels, metric: 'm', type: 'gauge', help: 'Says.', unit: '' },
    ]);
    await manager.stop();
  });

  it('exchanges jobs: the same go on, changed ones keep their series, removed ones end', async () => {
    const kept = job('acme', 'a:1');
    const changed = job('globex', 'g:1');
    const { clock, targets, acme, globex, manager } = await startLab(kept, changed);
    targets.pages.set('http://a:1/metrics', answered('m 1\n'));
    targets.pages.set('http://g:1/metrics', answered('m 1\nn 1\n'));
    await clock.advance(20_000);
    const metricRelabel: RelabelRule[] = [
      { action: 'drop', sourceLabels: ['__name__'], regex: 'n' },
    ];
    await manager.reload([job('acme', 'a:1'), { ...changed, metricRelabel, intervalMs: 20_000 }]);
    await clock.advance(20_000);
    expect(timesOf(acme.exposed())).toHaveLength(4);
    expect(globex.valuesOf(series('m', 'g:1', 'globex'))).toEqual([1, 1, 1]);
    expect(globex.valuesOf(series('n', 'g:1', 'globex'))).toEqual([1, 1, 'stale']);
    expect(globex.valuesOf(series('up', 'g:1', 'globex'))).toEqual([1, 1, 1]);
    await manager.reload([kept]);
    expect(globex.valuesOf(series('m', 'g:1', 'globex'))).toEqual([1, 1, 1, 'stale']);
    expect(globex.valuesOf(series('up', 'g:1', 'globex'))).toEqual([1, 1, 1, 'stale']);
    await expect(manager.reload([kept, kept])).rejects.toThrow('two scrape jobs are called');
    expect(manager.pools(() => true).map(({ job: { id } }) => id)).toEqual(['acme/api']);
    await manager.stop();
  });

  it('reads targets in this process, but not for longer than their timeout', async () => {
    let answer = Promise.resolve({ contentType: TEXT, body: Buffer.from('m 1\n') });
    const { clock, acme, manager } = await startLab(
      job('acme', '', {
        extraMetrics: true,
        timeoutMs: 2_000,
        source: {
          kind: 'read',
          address: 'a:1',
          labels: labelsFrom([['part', 'self']]),
          read: () => answer,
        },
      }),
    );
    // At once, and then at its own instants.
    await clock.advance(0);
    const labels = '{instance="a:1",job="api",namespace="acme",part="self"}';
    expect(acme.valuesOf(`m${labels}`)).toEqual([1]);
    await clock.advance(23_000);
    const [first = 0, second = 0, third = 0, ...more] = timesOf(acme.exposed());
    expect(second - first).toBe(2_000);
    expect(third - second).toBeGreaterThanOrEqual(2_000);
    expect(more).toEqual([third + 10_000]);
    expect(acme.valuesOf(`scrape_body_size_bytes${labels}`)[0]).toEqual(4);
    expect(acme.valuesOf(`scrape_timeout_seconds${labels}`)[0]).toEqual(2);
    expect(acme.valuesOf(`scrape_sample_limit${labels}`)[0]).toEqual(0);
    answer = new Promise(() => undefined);
    await clock.advance(12_000);
    expect(manager.targets(() => true).activeTargets).toMatchObject([
      { health: 'down', lastError: 'api cannot be read: it took too long' },
    ]);
    await manager.stop();
  });
});
