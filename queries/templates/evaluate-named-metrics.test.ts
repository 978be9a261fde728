import { describe, expect, it } from 'vitest';
import { type Labels, labelsFrom, labelsToObject } from '../../platform/model/labels.ts';
import type { AskAnswer, AskMetrics, QueryTime } from './ask-metrics.ts';
import { evaluateNamedMetrics, type NamedMetricsAnswer } from './evaluate-named-metrics.ts';
import type { Cell } from './metric-rows.ts';
import type { MetricsContext } from './metrics-context.ts';
import type { NamedMetricsQuestion } from './metrics-question.ts';

type Answering = (promql: string, time: QueryTime) => AskAnswer;

class FakeAsker implements AskMetrics {
  readonly asked: string[] = [];
  underWay = 0;
  most = 0;
  readonly #answering: Answering;

  constructor(answering: Answering) {
    this.#answering = answering;
  }

  async ask(promql: string, time: QueryTime, signal: AbortSignal): Promise<AskAnswer> {
    this.asked.push(promql);
    this.most = Math.max(this.most, ++this.underWay);
    await Promise.resolve();
    this.underWay--;
    signal.throwIfAborted();
    return this.#answering(promql, time);
  }
}

const pair = (tenant: string, project: string, namespace: string) => ({
  tenant,
  project,
  cluster: 'eu1',
  namespace,
});

const ACME = [pair('acme', 'shop', 'a'), pair('acme', 'shop', 'b'), pair('acme', 'blog', 'idle')];

const context = (asker: AskMetrics, more: Partial<MetricsContext> = {}): MetricsContext => ({
  asker,
  pairs: ACME,
  dialect: { namespaceLabel: 'namespace', clusterLabel: null },
  ...more,
});

const QUESTION: NamedMetricsQuestion = {
  level: 'namespace',
  metrics: ['namespace_cpu_usage', 'namespace_memory_usage'],
  filters: new Map(),
  resources: null,
  time: { kind: 'instant', atMs: 1_000 },
  ranking: { by: 'namespace_cpu_usage', order: 'desc' },
  page: 1,
  pageSize: 10,
  withDetails: false,
};

const labels = (object: Record<string, string>): Labels => labelsFrom(Object.entries(object));
const vector = (
  ...samples: readonly [Record<string, string>, number][]
): Extract<AskAnswer, { kind: 'vector' }> => ({
  kind: 'vector',
  sent: 'scoped',
  warnings: [],
  pairs: null,
  samples: samples.map(([object, value]) => ({ labels: labels(object), value })),
});

const matrix = (): Extract<AskAnswer, { kind: 'matrix' }> => ({
  kind: 'matrix',
  sent: '',
  warnings: [],
  pairs: null,
  series: [],
});

const both: Answering = (promql) =>
  promql.includes('cpu')
    ? vector([{ namespace: 'a' }, 1], [{ namespace: 'b' }, 5])
    : vector([{ namespace: 'a' }, 100], [{ namespace: 'c' }, 300]);

const show = (cell: Cell | null): string => {
  if (cell === null) return '-';
  const text =
    cell.kind === 'value' ? String(cell.value) : cell.points.map(([, value]) => value).join(',');
  return cell.idle ? `(${text})` : text;
};

const table = (answer: NamedMetricsAnswer): readonly string[] =>
  answer.rows.map(
    (row, index) =>
      `${[...row.labels.values()].join('/')}: ${answer.metrics.map((metric) => show(metric.cells[index] ?? null)).join(' ')}`,
  );

const ask = (
  change: Partial<NamedMetricsQuestion>,
  answering: Answering = both,
  more: Partial<MetricsContext> = {},
) => {
  const asker = new FakeAsker(answering);
  const answer = evaluateNamedMetrics(
    { ...QUESTION, ...change },
    context(asker, more),
    new AbortController().signal,
  );
  return { asker, answer };
};

describe('named metrics', () => {
  it('are a table in the order of one of them, with zeros for idle namespaces', async () => {
    const answer = await ask({}).answer;
    expect(table(answer)).toEqual(['b: 5 (0)', 'a: 1 100', 'idle: (0) (0)', 'c: - 300']);
    expect(answer.metrics.map(({ sent, promql }) => [sent, promql?.slice(0, 8)])).toEqual([
      ['scoped', 'sum by ('],
      ['scoped', 'sum by ('],
    ]);
  });

  it('are paged after ranking, and pages do not overlap', async () => {
    const first = await ask({ pageSize: 3 }).answer;
    const second = await ask({ pageSize: 3, page: 2 }).answer;
    expect([...table(first), ...table(second)]).toHaveLength(4);
    expect(second.totalRows).toBe(4);
    expect(table(second)).toEqual(['c: - 300']);
    expect(table(await ask({ pageSize: 3, page: 3 }).answer)).toEqual([]);
  });

  it('fail one by one', async () => {
    const metrics = ['namespace_cpu_usage', 'namespace_memory_usage', 'nothing', 'pod_cpu_usage'];
    const tooSlow: AskAnswer = { kind: 'error', error: { kind: 'timeout', message: 'too slow' } };
    const { answer } = ask({ metrics }, (promql, time) =>
      promql.includes('memory') ? tooSlow : both(promql, time),
    );
    const done = await answer;
    expect(table(done)).toEqual(['b: 5 - - -', 'a: 1 - - -', 'idle: (0) - - -']);
    expect(done.metrics.map((metric) => metric.error)).toEqual([
      null,
      { kind: 'timeout', message: 'too slow' },
      { kind: 'not_found', message: 'no metric is called nothing; see GET /api/v1/named-metrics' },
      { kind: 'invalid', message: 'pod_cpu_usage is a metric of level pod, not namespace' },
    ]);
  });

  it('fill ranges of idle namespaces with a zero at every step', async () => {
    const time = { kind: 'range', startMs: 0, endMs: 120_000, stepMs: 60_000 } as const;
    const { answer, asker } = ask({ time, metrics: ['namespace_cpu_usage'] }, () => ({
      ...matrix(),
      series: [{ labels: labels({ namespace: 'a' }), points: [[60_000, 2]] }],
    }));
    expect(table(await answer)).toEqual(['a: 2', 'b: (0,0,0)', 'idle: (0,0,0)']);
    expect(asker.asked[0]).toContain('[5m]');
  });

  it('take a window as long as a long step', async () => {
    const time = { kind: 'range', startMs: 0, endMs: 7_200_000, stepMs: 3_600_000 } as const;
    const { answer, asker } = ask({ time, metrics: ['namespace_cpu_usage'] }, matrix);
    await answer;
    expect(asker.asked[0]).toContain('[1h]');
  });

  it('of owners drop what belongs to nobody and count idle owners as zero', async () => {
    const { answer } = ask(
      { level: 'project', metrics: ['project_cpu_usage'], ranking: null },
      () => vector([{ project: 'acme.shop' }, 3], [{}, 99]),
    );
    expect(table(await answer)).toEqual(['acme.blog: (0)', 'acme.shop: 3']);
  });

  it('narrowed to no owner are empty without a question', async () => {
    const filters = new Map([['project', ['globex.*']]] as const);
    const { answer, asker } = ask({
      level: 'project',
      metrics: ['project_cpu_usage'],
      ranking: null,
      filters,
    });
    expect((await answer).totalRows).toBe(0);
    expect(asker.asked).toEqual([]);
  });

  it('of named resources leave the cross product out and ask only for their names', async () => {
    const pod = (namespace: string, name: string) => labels({ namespace, pod: name });
    const { answer, asker } = ask(
      {
        level: 'pod',
        metrics: ['pod_cpu_usage'],
        ranking: null,
        resources: [pod('a', 'x'), pod('b', 'y')],
      },
      () =>
        vector(
          [{ namespace: 'a', pod: 'x' }, 1],
          [{ namespace: 'a', pod: 'y' }, 2],
          [{ namespace: 'b', pod: 'y' }, 3],
        ),
    );
    expect(table(await answer)).toEqual(['a/x: 1', 'b/y: 3']);
    expect(asker.asked[0]).toContain('namespace=~"a|b",pod=~"x|y"');
  });

  it('apply filters on labels to rows as well', async () => {
    const row = (kind: string) => ({ namespace: 'a', workload: 'w', workload_kind: kind });
    const { answer } = ask(
      {
        level: 'workload',
        metrics: ['workload_deployment_replica'],
        ranking: null,
        filters: new Map([['workload_kind', ['StatefulSet']]] as const),
      },
      () => vector([row('Deployment'), 3]),
    );
    expect((await answer).totalRows).toBe(0);
  });

  it('name the cluster of a row where a backend holds several', async () => {
    const { answer } = ask(
      { metrics: ['namespace_cpu_usage'] },
      () => vector([{ ns: 'a', k8s: 'eu1' }, 1]),
      {
        dialect: { namespaceLabel: 'ns', clusterLabel: 'k8s' },
      },
    );
    expect((await answer).rows.map((row) => labelsToObject(row.labels))).toEqual([
      { cluster: 'eu1', namespace: 'a' },
      { cluster: 'eu1', namespace: 'b' },
      { cluster: 'eu1', namespace: 'idle' },
    ]);
  });

  it('bring what else is known of the rows of a page', async () => {
    const { answer, asker } = ask(
      {
        level: 'pod',
        metrics: ['pod_memory_usage'],
        ranking: null,
        withDetails: true,
        pageSize: 1,
      },
      (promql) =>
        promql.includes('kube_pod_info')
          ? vector([{ namespace: 'a', pod: 'x', node: 'n1', created_by_kind: 'ReplicaSet' }, 1])
          : vector([{ namespace: 'a', pod: 'x' }, 1], [{ namespace: 'b', pod: 'y' }, 1]),
    );
    const { rows, detailsError } = await answer;
    expect(detailsError).toBeNull();
    expect(rows.map((row) => labelsToObject(row.details))).toEqual([
      { created_by_kind: 'ReplicaSet', node: 'n1' },
    ]);
    expect(asker.asked[1]).toContain('kube_pod_info{namespace="a",pod="x"}');
  });

  it('give no zero for a namespace that was left out, and say why', async () => {
    const [read] = ACME;
    const { answer } = ask({ metrics: ['namespace_cpu_usage'] }, () => ({
      ...vector(),
      warnings: ['b is left out'],
      pairs: read === undefined ? [] : [read],
    }));
    expect(table(await answer)).toEqual(['a: (0)']);
    expect((await answer).metrics[0]?.warnings).toEqual(['b is left out']);
  });

  it('hold a bounded number of values, and show one', async () => {
    const metrics = ['namespace_cpu_usage', 'namespace_memory_usage'];
    const held = await ask({ metrics, ranking: null }, both, { maxValues: 3 }).answer;
    expect(held.metrics.map(({ error }) => error?.kind ?? null)).toEqual([null, 'unprocessable']);
    const time = { kind: 'range', startMs: 0, endMs: 120_000, stepMs: 60_000 } as const;
    const zeros = ask({ time, metrics: ['namespace_cpu_usage'] }, matrix, { maxValues: 8 });
    await expect(zeros.answer).rejects.toThrow('the page holds 9 values, more than the 8 allowed');
  });

  it('of very many owners are asked in several queries that are one answer', async () => {
    const pairs = Array.from({ length: 700 }, (_, i) =>
      pair(`t${i}`, 'p', `${'n'.repeat(60)}${i}`),
    );
    const { answer, asker } = ask(
      {
        level: 'tenant',
        metrics: ['tenant_cpu_usage', 'tenant_pod_abnormal_ratio'],
        ranking: null,
      },
      (promql) =>
        vector(
          ...[...promql.matchAll(/"tenant", "(t\d+)"/g)].map(
            ([, t]): [Record<string, string>, number] => [{ tenant: t ?? '' }, 1],
          ),
        ),
      { pairs },
    );
    const { metrics, totalRows } = await answer;
    expect(metrics.map(({ error }) => error)).toEqual([null, null]);
    expect(totalRows).toBe(700);
    expect(metrics[0]?.cells.every((cell) => cell?.idle === false)).toBe(true);
    expect(asker.asked.length).toBeGreaterThan(10);
    expect(asker.asked.every((promql) => promql.length <= 32_768)).toBe(true);
    const one = await ask({ level: 'tenant', metrics: ['tenant_cpu_usage'], ranking: null }).asker;
    expect(one.asked).toHaveLength(1);
  });

  it.each<[string, readonly string[]]>([
    ['namespace_net_*', ['namespace_net_bytes_transmitted', 'namespace_net_bytes_received']],
    ['*_usage', ['namespace_cpu_usage', 'namespace_memory_usage']],
    ['meter_namespace_cpu*', ['meter_namespace_cpu_usage']],
    ['pod_*', ['pod_*']],
  ])('are found by %s', async (name, ids) => {
    const { metrics } = await ask({ metrics: [name], ranking: null }, () => vector()).answer;
    expect(metrics.map(({ id }) => id)).toEqual(ids);
  });

  it('are asked a few at a time', async () => {
    const { answer, asker } = ask({ metrics: null, ranking: null }, () => vector(), {
      concurrency: 3,
    });
    const { metrics } = await answer;
    expect(metrics).toHaveLength(29);
    expect(asker.asked).toHaveLength(29);
    expect(asker.most).toBe(3);
  });

  it('stop with the reason when the caller leaves', async () => {
    const controller = new AbortController();
    const asker = new FakeAsker(() => {
      controller.abort(new Error('gone'));
      return vector();
    });
    const answer = evaluateNamedMetrics(
      { ...QUESTION, metrics: null, ranking: null },
      context(asker, { concurrency: 2 }),
      controller.signal,
    );
    await expect(answer).rejects.toThrow('gone');
    expect(asker.asked.length).toBeLessThanOrEqual(3);
  });

  const REFUSED: readonly [string, Partial<NamedMetricsQuestion>, string][] = [
    ['no metric', { metrics: [] }, 'no metric is asked for'],
    [
      'too many metrics',
      { metrics: Array.from({ length: 101 }, (_, index) => `m${index}`) },
      '101 metrics are asked for, at most 100 are allowed',
    ],
    [
      'a filter of another level',
      { filters: new Map([['pod', ['x']] as const]) },
      'level namespace has no filter pod; it takes: namespace',
    ],
    [
      'a ranking by something else',
      { ranking: { by: 'namespace_pod_count', order: 'asc' } },
      'rows cannot be ordered by namespace_pod_count, which is not asked for',
    ],
    [
      'names that fit into no query',
      {
        filters: new Map([
          ['namespace', Array.from({ length: 200 }, () => 'n'.repeat(400))],
        ] as const),
      },
      'the names have 80000 characters together, more than the 65536 allowed; name fewer',
    ],
    ['page 0', { page: 0 }, 'pages are counted from 1'],
    ['a page too large', { pageSize: 501 }, 'a page has 1 to 500 rows'],
    [
      'a range that ends before it starts',
      { time: { kind: 'range', startMs: 2, endMs: 1, stepMs: 1 } },
      'the range ends before it starts',
    ],
    [
      'too many steps',
      { time: { kind: 'range', startMs: 0, endMs: 11_000, stepMs: 1 } },
      'the range has 11001 steps, more than the 11000 allowed',
    ],
    [
      'an unfinished resource',
      {
        level: 'pod',
        metrics: ['pod_cpu_usage'],
        ranking: null,
        resources: [labels({ pod: 'x' })],
      },
      'a resource is named without its namespace',
    ],
  ];

  it.each(REFUSED)('refuse %s', async (_name, change, message) => {
    await expect(ask(change).answer).rejects.toThrow(message);
  });
});
