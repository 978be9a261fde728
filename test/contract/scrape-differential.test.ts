import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpScrapeClient } from '../../collector/scrape/http-scrape-client.ts';
import { scrapeJob } from '../../collector/scrape/scrape-job.ts';
import { createScrapeManager, type ScrapeManager } from '../../collector/scrape/scrape-manager.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createGuardedDispatcher } from '../../platform/outbound/guarded-dispatcher.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { waitUntil } from '../support/wait-until.ts';
import { printSeries, SampleRecorder } from './scrape-recorder.ts';

const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const TEXT = 'text/plain; version=0.0.4';

/** What the text target exposes in a phase; series come and go between them. */
function textPage(phase: number): string {
  const values = ['节点', 'back\\\\slash', 'quo\\"te', 'new\\nline', 'brace}', 'a,b=\\"c\\"', ' '];
  return [
    `phase ${phase}`,
    '# HELP requests_total Says.\n# TYPE requests_total counter',
    ...values.map((value, at) => `requests_total{path="${value}",n="${at}"} ${at * 1.5 + phase}`),
    ...Array.from({ length: 20 }, (_, at) => `moving{at="${at + phase * 10}",} ${at}e${at - 10}`),
    `forged{namespace="globex",tenant="globex",job="x",instance="y",exported_job="z"} ${phase}`,
    'special{is="inf"} +Inf\nspecial{is="minus"} -Inf\nspecial{is="zero"} -0',
    '# TYPE took histogram',
    'took_bucket{le="0.5"} 1\ntook_bucket{le="1.0"} 2\ntook_bucket{le="+Inf"} 3',
    'took_sum 4.25\ntook_count 3',
    phase === 1 ? `timed{a="b"} 7 ${startedMs}` : '# no more of it',
    'spaced \t{ a = "b" , } \t 5  ',
    '',
  ].join('\n');
}

function openMetricsPage(phase: number): string {
  return [
    '# TYPE om_phase gauge',
    `om_phase ${phase}`,
    '# TYPE bytes counter\n# UNIT om_bytes bytes\n# HELP bytes Of \\"all\\".',
    `bytes_total{k="v"} ${phase} # {trace_id="x #"} 0.5 1.25`,
    'bytes_created{k="v"} 1520430000.123',
    ...(phase === 1 ? [`om_timed 1 ${(startedMs / 1_000).toFixed(3)}`] : ['om_new{a=""} 1']),
    '# EOF',
    '',
  ].join('\n');
}

const startedMs = Date.now();
const logger = createLogger({ level: 'silent' });

/** What a question at this moment would find: `series -> value`; times differ between the two. */
type Present = Readonly<Record<string, string>>;

/** What every scrape measures anew. */
const MEASURED = /^scrape_duration_seconds\{/;

function presentIn(store: SampleRecorder): Present {
  const newest = new Map<string, number | 'stale'>();
  for (const { series, value } of store.samples) newest.set(series, value);
  const present = [...newest].filter(
    ([series, value]) => value !== 'stale' && !MEASURED.test(series),
  );
  return Object.fromEntries(present.map(([series, value]) => [series, String(value)]));
}

interface Vector {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
  }[];
}

async function presentInPrometheus(prometheus: Prometheus): Promise<Present> {
  const { result } = (await prometheus.get('/api/v1/query', {
    query: '{job=~"text|om"}',
  })) as Vector;
  const shown = result.map(({ metric, value: [, text] }): [string, string] => [
    printSeries(labelsFrom(Object.entries(metric))),
    String(Number(text.replace('Inf', 'Infinity'))),
  ]);
  return Object.fromEntries(shown.filter(([series]) => !MEASURED.test(series)));
}

requires('prometheus')('scraping beside Prometheus', () => {
  let text: ScriptedBackend;
  let openMetrics: ScriptedBackend;
  let prometheus: Prometheus;
  let manager: ScrapeManager;
  const store = new SampleRecorder();

  function serve(phase: number): void {
    for (const [backend, contentType, page] of [
      [text, TEXT, textPage(phase)],
      [openMetrics, OPENMETRICS, openMetricsPage(phase)],
    ] as const) {
      backend.answer((response) => {
        response.setHeader('content-type', contentType);
        response.end(page);
      });
    }
  }

  beforeAll(async () => {
    [text, openMetrics] = await Promise.all([startScriptedBackend(), startScriptedBackend()]);
    serve(1);
    const pools = [
      ['text', new URL(text.url).host],
      ['om', new URL(openMetrics.url).host],
    ] as const;
    prometheus = await startPrometheus({
      scrape: pools.map(([jobName, host]) => ({
        jobName,
        targets: [host],
        labels: { namespace: 'acme' },
      })),
    });
    manager = createScrapeManager({
      jobs: pools.map(([name, host]) =>
        scrapeJob({
          id: name,
          name,
          tenant: 'acme',
          ownLabels: labelsFrom([['namespace', 'acme']]),
          source: {
            kind: 'discovered',
            discoveries: [{ kind: 'static', groups: [{ targets: [host], labels: {} }] }],
          },
          intervalMs: 1_000,
        }),
      ),
      sinkOf: () => store,
      client: createHttpScrapeClient({
        clock: systemClock,
        dispatcherOf: () =>
          createGuardedDispatcher({
            policy: 'administrator',
            connectTimeoutMs: 1_000,
            headersTimeoutMs: 1_000,
            bodyTimeoutMs: 1_000,
            connections: 2,
          }),
      }),
      clock: systemClock,
      logger,
    });
    await manager.start();
  });

  afterAll(async () => {
    await manager.stop();
    await prometheus.stop();
    await Promise.all([text.stop(), openMetrics.stop()]);
  });

  /** Both have scraped twice since something changed when both say the same and `isThere`. */
  async function bothPresent(
    isThere: (present: Present) => boolean,
    what: string,
  ): Promise<Present> {
    return waitUntil(
      async () => {
        const [ours, theirs] = [presentIn(store), await presentInPrometheus(prometheus)];
        if (!isThere(ours) || !isThere(theirs)) return null;
        // Who scraped first differs for one interval.
        if (
          JSON.stringify(Object.entries(ours).sort()) ===
          JSON.stringify(Object.entries(theirs).sort())
        ) {
          return ours;
        }
        throw new Error(`ours ${JSON.stringify(ours)}\ntheirs ${JSON.stringify(theirs)}`);
      },
      { what },
    );
  }

  const firstValue = (present: Present, prefix: string) =>
    Object.entries(present).find(([series]) => series.startsWith(prefix))?.[1];

  it('finds the same series, the same that went, and the same when targets fail', async () => {
    const settled = (phase: string) => (present: Present) =>
      firstValue(present, 'phase{') === phase &&
      firstValue(present, 'om_phase{') === phase &&
      Object.entries(present).filter(([s, v]) => s.startsWith('scrape_series_added') && v === '0')
        .length === 2;
    const first = await bothPresent(settled('1'), 'the first phase');
    expect(Object.keys(first).length).toBeGreaterThan(45);
    expect(first).toHaveProperty([
      `forged{exported_exported_job="x",exported_instance="y",exported_job="z",exported_namespace="globex",instance="${new URL(text.url).host}",job="text",namespace="acme",tenant="globex"}`,
    ]);
    serve(2);
    const second = await bothPresent(settled('2'), 'the second phase');
    expect(Object.keys(second).some((series) => series.startsWith('moving{at="10"'))).toBe(false);
    expect(Object.keys(second).some((series) => series.startsWith('timed{'))).toBe(true);
    text.answer((response) => {
      response.statusCode = 500;
      response.end();
    });
    openMetrics.answer((response) => {
      response.setHeader('content-type', OPENMETRICS);
      // In its first line: 2.42 gives no marker to series that it read before the fault; we do.
      response.end('no end of it 1\nom_phase 3\n');
    });
    const down = (present: Present) =>
      Object.entries(present).filter(([s, v]) => s.startsWith('up{') && v === '0').length === 2;
    const failed = await bothPresent(down, 'both targets down');
    expect(firstValue(failed, 'phase{')).toBeUndefined();
    expect(firstValue(failed, 'timed{')).toBe('7');
    serve(3);
    await bothPresent(settled('3'), 'the third phase');
  });
});
