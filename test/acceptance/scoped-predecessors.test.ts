import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';

const MINUTE = 60_000;
/** An hour ago the namespace `reused` went from acme to globex. */
const HANDOVER_MS = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;
/** What only the first owner's samples have; whatever is made of one shows it. */
const FIRST_VALUE = 1e9;

requires('prometheus')('the past of a namespace that had another owner', () => {
  let prometheus: Prometheus;
  let server: ScopedServer;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await prometheus.writeSeries([
      // One series of both owners: what reads across the handover reads both.
      samples({ namespace: 'reused' }, -120, 60, (at) => (at < 0 ? FIRST_VALUE : 2)),
      samples({ namespace: 'reused', secret: 'of-first' }, -120, -1, () => FIRST_VALUE),
      samples({ namespace: 'reused', secret: 'of-second' }, 0, 60, () => 2),
      samples({ namespace: 'acme-prod', secret: 'of-first' }, -120, 60, () => FIRST_VALUE),
      samples({ namespace: 'old', secret: 'of-old' }, -120, 60, () => 3),
    ]);
    const backend = metricsBackend(prometheus.url);
    server = await startScopedServer({
      clusters: [
        {
          id: 'eu1',
          backend,
          enforcement: enforcementWith(),
        },
      ],
      environments: {
        'acme.shop.prod': 'eu1/acme-prod',
        'globex.shop.young': 'eu1/reused',
        'globex.shop.old': 'eu1/old',
      },
      readableFrom: { 'eu1/reused': HANDOVER_MS },
    });
  });

  afterAll(async () => {
    await server?.stop();
    await prometheus?.stop();
  });

  async function ask(scope: string, path: string, parameters: Record<string, string>) {
    const url = `${server.base(scope)}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const answer = await fetch(url, { headers: { authorization: 'Bearer globex' } });
    const text = await answer.text();
    return { status: answer.status, text, json: JSON.parse(text) };
  }

  const seconds = (minutes: number) => String((HANDOVER_MS + minutes * MINUTE) / 1000);

  /** Fails on any trace of the first owner's samples. */
  function expectNothingOfFirst(text: string): void {
    expect(text).not.toMatch(/of-first|1e\+09|1000000000/);
    const values = [...text.matchAll(/\[\d+(?:\.\d+)?,"([^"]+)"\]/g)].map(([, value]) =>
      Number(value),
    );
    expect(values.filter((value) => Math.abs(value) > 1_000)).toEqual([]);
  }

  const QUERIES = [
    'requests',
    'requests offset 5m',
    'requests offset 90m',
    'requests offset -10m',
    'rate(requests[10m])',
    'increase(requests[2h])',
    'max_over_time(requests[30m] offset 20m)',
    'max_over_time(requests[1h:1m])',
    'max_over_time(sum_over_time(requests[5m])[20m:5m] offset 10m)',
    'max_over_time(requests[30m:10m] @ end())',
    `requests @ ${seconds(-30)}`,
    `requests @ ${seconds(1)}`,
    'requests @ start()',
    'requests @ end()',
    'last_over_time(requests[3h] @ end() offset -1h)',
    'sum(requests) + sum(requests offset 1h)',
    'absent(requests offset 90m)',
    'count_values("v", requests offset 61m)',
    'topk(1, max_over_time(requests[70m]))',
    'label_replace(requests offset 61m, "x", "$1", "secret", "(.*)")',
    'timestamp(requests offset 3m)',
    'changes(requests[61m])',
  ];
  const TIMES = [-70, -5, 0, 1, 4, 5, 6, 15, 30, 60];

  /** Times of samples are large numbers, too: only the values of other queries are looked at. */
  const isAboutTime = (query: string) => query.startsWith('timestamp');

  it.each(QUERIES)('an instant query never reads it: %s', async (query) => {
    for (const scope of ['globex.shop', 'globex.shop.young']) {
      for (const time of TIMES) {
        const { status, text } = await ask(scope, 'query', { query, time: seconds(time) });
        expect([200, 422]).toContain(status);
        if (isAboutTime(query)) expect(text).not.toContain('of-first');
        else expectNothingOfFirst(text);
      }
    }
  });

  it.each(QUERIES)('nor does a range query: %s', async (query) => {
    for (const start of TIMES) {
      for (const [length, step] of [
        [0, '15'],
        [20, '60'],
        [70, '7m'],
        [60, '1h'],
      ] as const) {
        const range = { start: seconds(start), end: seconds(start + length), step };
        const { status, text } = await ask('globex.shop', 'query_range', { query, ...range });
        expect([200, 422]).toContain(status);
        if (isAboutTime(query)) expect(text).not.toContain('of-first');
        else expectNothingOfFirst(text);
      }
    }
  });

  it('lets the second owner read its own, without a word', async () => {
    const { json } = await ask('globex.shop', 'query', { query: 'requests', time: seconds(30) });
    expect(secretsOf(json)).toEqual(['', 'of-old', 'of-second']);
    expect(json).not.toHaveProperty('warnings');
    const range = { start: seconds(6), end: seconds(50), step: '60' };
    const whole = await ask('globex.shop.young', 'query_range', { query: 'requests', ...range });
    expect(secretsOf(whole.json)).toEqual(['', 'of-second']);
  });

  it('leaves the young environment out of what reads further back, and says so', async () => {
    const { json } = await ask('globex.shop', 'query', {
      query: 'rate(requests[1h])',
      time: seconds(30),
    });
    expect(secretsOf(json)).toEqual(['of-old']);
    expect(json.warnings).toHaveLength(1);
    expect(json.warnings[0]).toContain('environment globex.shop.young is left out');
    expect(json.warnings[0]).toContain('and requests reads back to');
  });

  it('refuses what no environment may answer, naming the selector', async () => {
    const { status, json } = await ask('globex.shop.young', 'query', {
      query: 'up + sum(requests{secret!=""} offset 2h)',
      time: seconds(30),
    });
    expect([status, json.errorType]).toEqual([422, 'execution']);
    expect(json.error).toContain('requests{secret!=""} offset 2h reads back to');
    expect(json.error).toContain('globex.shop.young');
  });

  it('tells names and values of its own time only, and asks for a start', async () => {
    const without = await ask('globex.shop.young', 'label/secret/values', {});
    expect([without.status, without.json.error]).toEqual([
      422,
      expect.stringContaining('reads all the past'),
    ]);
    const both = await ask('globex.shop', 'label/secret/values', {});
    expect(both.json.data).toEqual(['of-old']);
    expect(both.json.warnings[0]).toContain('globex.shop.young');
    const own = await ask('globex.shop', 'series', {
      'match[]': 'requests{secret=~".+"}',
      start: seconds(1),
    });
    expect(own.status).toBe(200);
    expect(own.json).not.toHaveProperty('warnings');
  });
});

function samples(
  labels: Readonly<Record<string, string>>,
  fromMinute: number,
  toMinute: number,
  value: (minute: number) => number,
) {
  const count = (toMinute - fromMinute) * 2 + 1;
  return {
    labels: { __name__: 'requests', ...labels },
    samples: Array.from({ length: count }, (_, i): [number, number] => {
      const minute = fromMinute + i / 2;
      return [HANDOVER_MS + minute * MINUTE, value(minute)];
    }),
  };
}

function secretsOf(json: {
  readonly data: {
    readonly result: readonly { readonly metric: { readonly secret?: string } }[];
  };
}): readonly string[] {
  return json.data.result.map(({ metric }) => metric.secret ?? '').sort();
}
