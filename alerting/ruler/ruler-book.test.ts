import { describe, expect, it } from 'vitest';
import { filterAlerts } from '../../queries/proxy/filters/filter-alerts.ts';
import { filterRules, type RuleWish } from '../../queries/proxy/filters/filter-rules.ts';
import type { LabelScope } from '../../queries/scope/label-scope.ts';
import { RulerWorld, ruledAlert, ruledGroup, ruledRecord } from '../../test/support/ruler-world.ts';
import { parseLoadedRules } from '../sinks/loaded-rules.ts';
import { rulesTrace } from './rule-trace.ts';
import { RulerBook } from './ruler-book.ts';

const groups = ['acme', 'globex'].map((owner) =>
  ruledGroup({
    file: `/rules/${owner}.rules.yml`,
    name: owner,
    owner,
    scope: `${owner}.shop@lab`,
    limit: 10,
    rules: [
      ruledAlert({
        expr: `full{namespace="${owner}-prod"} > 0`,
        forMs: 90_000,
        keepFiringForMs: 30_000,
        labels: new Map([['namespace', `${owner}-prod`]]),
      }),
      ruledRecord({ labels: new Map([['namespace', `${owner}-prod`]]), expr: 'missing' }),
    ],
  }),
);

async function runningWorld() {
  const world = new RulerWorld(1_767_225_600_000);
  for (const owner of ['acme', 'globex']) {
    world.answers.set(`full{namespace="${owner}-prod"} > 0`, () => [[`full pod=${owner}-1`, 1.5]]);
  }
  world.answers.set('missing', () => ({
    kind: 'failed',
    failure: 'execution',
    message: 'no such thing',
  }));
  const ruler = world.ruler();
  ruler.assign('lab', groups);
  const book = new RulerBook((cluster) => ruler.runners(cluster));
  return { world, ruler, book };
}

/** The scope of acme's one environment, and a client that asks for all of it. */
const acmeScope: LabelScope = {
  kind: 'any-of',
  groups: [[{ name: 'namespace', op: '=', value: 'acme-prod' }]],
};
const everything: RuleWish = {
  type: null,
  names: [],
  groups: [],
  withAlerts: true,
  fits: () => true,
};

describe('the book of the ruler', () => {
  it('before the first evaluation says never, as Prometheus does', async () => {
    const { book } = await runningWorld();
    expect(book.rules('lab').groups[0]).toMatchObject({
      lastEvaluation: '0001-01-01T00:00:00Z',
      rules: [{ health: 'unknown', state: 'inactive', alerts: [] }, { health: 'unknown' }],
    });
    expect(book.rules('edge')).toEqual({ groups: [] });
  });

  it('shows groups, rules and alerts in the shape of the API', async () => {
    const { world, ruler, book } = await runningWorld();
    await ruler.start();
    await world.clock.advance(60_000);
    const [acme] = book.rules('lab').groups;
    expect(JSON.parse(JSON.stringify(acme))).toEqual({
      name: 'acme',
      file: '/rules/acme.rules.yml',
      interval: 60,
      limit: 10,
      evaluationTime: 0,
      lastEvaluation: expect.stringMatching(/^2026-01-01T00:00:\d\d(\.\d+)?Z$/),
      rules: [
        {
          type: 'alerting',
          state: 'pending',
          name: 'Full',
          query: 'full{namespace="acme-prod"} > 0',
          duration: 90,
          keepFiringFor: 30,
          labels: { namespace: 'acme-prod' },
          annotations: { summary: '{{ $value }} in {{ $labels.namespace }}' },
          alerts: [
            {
              labels: { alertname: 'Full', namespace: 'acme-prod', pod: 'acme-1' },
              annotations: { summary: '1.5 in ' },
              state: 'pending',
              activeAt: acme?.lastEvaluation,
              value: '1.5e+00',
            },
          ],
          health: 'ok',
          evaluationTime: 0,
          lastEvaluation: acme?.lastEvaluation,
        },
        {
          type: 'recording',
          name: 'ns:jobs:sum',
          query: 'missing',
          labels: { namespace: 'acme-prod' },
          health: 'err',
          lastError: 'no such thing',
          evaluationTime: 0,
          lastEvaluation: acme?.lastEvaluation,
        },
      ],
    });
    await ruler.stop();
  });

  it('is read by what reads Prometheus, and filtered by scope', async () => {
    const { world, ruler, book } = await runningWorld();
    await ruler.start();
    await world.clock.advance(60_000);
    const data = book.rules('lab');
    const loaded = parseLoadedRules(JSON.stringify({ status: 'success', data }));
    expect(loaded?.map(({ fileName, intervalMs }) => [fileName, intervalMs])).toEqual([
      ['acme.rules.yml', 60_000],
      ['globex.rules.yml', 60_000],
    ]);
    expect(loaded?.[0]?.rules[0]).toMatchObject({ forMs: 90_000, state: 'pending', health: 'ok' });
    const json = JSON.parse(JSON.stringify(data));
    const seen = JSON.stringify(
      filterRules(json, { scope: acmeScope, ownRule: () => null, wish: everything }),
    );
    expect(seen).toContain('acme-1');
    expect(seen).not.toContain('globex');
    const alerts = filterAlerts(JSON.parse(JSON.stringify(book.alerts('lab'))), acmeScope);
    expect(alerts).toHaveLength(1);
    await ruler.stop();
  });

  it('keeps the last evaluations with the command that repeats them', async () => {
    const { world, ruler } = await runningWorld();
    await ruler.start();
    await world.clock.advance(15 * 60_000);
    const [runner] = ruler.runners('lab');
    if (!runner) throw new Error('no group');
    const [full, jobs] = rulesTrace(runner, 'http://tocsin.test');
    expect(full?.evaluations).toHaveLength(10);
    const [last] = full?.evaluations ?? [];
    expect(last).toMatchObject({ error: null, results: 1, samplesRead: 1, durationMs: 0 });
    expect(last?.command).toBe(
      [
        "curl -sSG 'http://tocsin.test/scopes/acme.shop@lab/prometheus/api/v1/query'",
        '-H "Authorization: Bearer $TOCSIN_TOKEN"',
        `--data-urlencode 'query=full{namespace="acme-prod"} > 0'`,
        `--data-urlencode 'time=${((last?.atMs ?? 0) / 1_000).toFixed(3)}'`,
      ].join(' '),
    );
    expect(jobs).toMatchObject({ rule: 'ns:jobs:sum' });
    expect(jobs?.evaluations[0]).toMatchObject({ error: 'no such thing', results: 0 });
    await ruler.stop();
  });
});
