import { describe, expect, it } from 'vitest';
import type { Expr } from '../../queries/promql/ast.ts';
import { evaluateInstant } from '../../queries/promql/evaluate/evaluate.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { BOARD_SERIES } from '../../test/support/board-series.data.ts';
import {
  FIXTURE_NAMESPACES,
  FIXTURE_NOW_MS,
  templateSource,
  UNBOUNDED_TURN,
} from '../../test/support/template-fixture.ts';
import { TEMPLATE_SERIES } from '../../test/support/template-series.data.ts';
import type { Board } from './board.ts';
import { HTTP, JVM, MESH_BOARD, OTEL_HTTP, OTEL_JVM } from './boards/applications.data.ts';
import { CANARY } from './boards/canary.data.ts';
import { MONGODB, MYSQL } from './boards/databases.data.ts';
import { CLUSTER, NODE_BOARD } from './boards/hosts.data.ts';
import { CONTROL_PLANE } from './boards/platform.data.ts';
import { NAMESPACE_BOARD } from './boards/workloads.data.ts';
import { BOARDS } from './catalogue.ts';

type Chosen = Readonly<Record<string, string>>;

const [OURS] = FIXTURE_NAMESPACES;

function read(promql: string, chosen: Chosen = {}): Expr {
  const text = promql
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/\$([a-z]+)/g, (_, name: string) => chosen[name] ?? '.*');
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(`${parsed.error.text} in ${text}`);
  return parsed.expr;
}

/** The names of what only grows on the fixture, or only there stands still. */
const GROWING: ReadonlySet<string> = new Set(
  `${TEMPLATE_SERIES}\n${BOARD_SERIES}`.split('\n').flatMap((line) => {
    const [kind = '', names = ''] = line.split(' ');
    if (kind === 'c') return names.split(',');
    if (!/^h[msb]$/.test(kind)) return [];
    return names
      .split(',')
      .flatMap((name) => ['_bucket', '_sum', '_count'].map((ending) => name + ending));
  }),
);

/** What people read as a count of all time. */
const COUNTED: ReadonlySet<string> = new Set(['kube_pod_container_status_restarts_total']);

const CHANGES = new Set(['rate', 'irate', 'increase']);

/** What a query asks that no metric can answer well. */
function faultsOf(expr: Expr, inside: 'rate' | 'count' | null = null): readonly string[] {
  switch (expr.kind) {
    case 'vector': {
      const grows = GROWING.has(expr.name ?? '') && !COUNTED.has(expr.name ?? '');
      if (grows && inside === null) return [`${expr.name} is shown since its start`];
      return !GROWING.has(expr.name ?? '') && inside === 'rate'
        ? [`${expr.name} is no counter`]
        : [];
    }
    case 'matrix':
      return faultsOf(expr.selector, inside);
    case 'subquery':
    case 'unary':
    case 'paren':
      return faultsOf(expr.expr, inside);
    case 'binary':
      return [...unsafeJoin(expr), ...faultsOf(expr.lhs, inside), ...faultsOf(expr.rhs, inside)];
    case 'aggregation':
      return faultsOf(expr.expr, expr.op === 'count' || expr.op === 'group' ? 'count' : inside);
    case 'call': {
      const within = CHANGES.has(expr.name) ? 'rate' : inside;
      const lost = expr.name === 'histogram_quantile' && !keepsLe(expr.args[1]);
      return [
        ...(lost ? ['buckets are summed without le'] : []),
        ...expr.args.flatMap((arg) => faultsOf(arg, within)),
      ];
    }
    default:
      return [];
  }
}

function keepsLe(expr: Expr | undefined): boolean {
  if (expr?.kind !== 'aggregation') return false;
  return expr.grouping?.mode === 'by' && expr.grouping.labels.includes('le');
}

/** The one side of a join has to be one by what it is joined on: two of it are an error of the backend. */
function unsafeJoin({ matching, lhs, rhs }: Extract<Expr, { kind: 'binary' }>): readonly string[] {
  if (matching === null || matching.group === null || matching.mode !== 'on') return [];
  let one = matching.group === 'left' ? rhs : lhs;
  while (one.kind === 'paren') one = one.expr;
  const labels = one.kind === 'aggregation' ? (one.grouping?.labels ?? []) : null;
  const known = new Set([...matching.labels, ...matching.include]);
  return labels?.every((label) => known.has(label))
    ? []
    : [`the one side of ${matching.labels} may be several`];
}

describe('queries of built-in dashboards', () => {
  it.each(BOARDS.map((board) => [board.id, board] as const))(
    '%s: rates of counters only, whole buckets, joins that cannot be many to many',
    (_, board) => {
      const queries = board.rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
      expect(queries.flatMap(([promql]) => faultsOf(read(promql)))).toEqual([]);
    },
  );
});

async function evaluated(promql: string, chosen: Chosen, series: string) {
  const at = { startMs: FIXTURE_NOW_MS, endMs: FIXTURE_NOW_MS, stepMs: 0 };
  const question = { expr: read(promql, chosen), text: promql };
  const source = templateSource('normal', series);
  const { value } = await evaluateInstant(question, at, source, UNBOUNDED_TURN);
  if (value.kind !== 'vector') throw new Error(`a ${value.kind}`);
  return value;
}

/** What a panel's query answers, by the label; on the usual series of rules and those given. */
async function shown(
  board: Board,
  title: string,
  { label = '', chosen = {}, query = 0, series }: ShownOptions,
): Promise<Readonly<Record<string, number>>> {
  const panel = board.rows
    .flatMap(({ panels }) => panels)
    .find((one) => one.title[0] === title && one.queries.length > query);
  const asked = panel?.queries[query]?.[0] ?? `no panel ${title}`;
  const value = await evaluated(asked, chosen, series);
  return Object.fromEntries(
    value.series.map((set, at) => [set.get(label) ?? '', value.values[at] ?? Number.NaN]),
  );
}

interface ShownOptions {
  readonly label?: string;
  readonly chosen?: Chosen;
  readonly query?: number;
  readonly series: string;
}

const FINE = BOARD_SERIES.split('\n')
  .filter((line) => !/code=(?:200,)?50\d|status=500/.test(line))
  .join('\n');

describe('a service that never failed', () => {
  it.each([
    [HTTP.id, HTTP, 'Share of errors by service', 'job', 'shop', 0],
    [HTTP.id, HTTP, 'Answered without error', '', '', 1],
    [OTEL_HTTP.id, OTEL_HTTP, 'Share of errors', 'service_name', 'shop', 0],
    [MESH_BOARD.id, MESH_BOARD, 'Share of errors', 'destination_workload', 'cart', 0],
    [CONTROL_PLANE.id, CONTROL_PLANE, 'Share of errors', '', '', 0],
    [CANARY.id, CANARY, 'Errors: canary less stable', '', '', 0],
    [CANARY.id, CANARY, 'Errors: difference', '', '', 0],
  ] as const)('%s', async (_, board, title, label, name, wanted) => {
    const series = `${FINE}
c istio_requests_total @plain reporter=waypoint;destination_workload_namespace=${OURS};destination_workload=cart;source_workload=web;response_code=200 9 9 9
hs http_server_request_duration_seconds @app http_response_status_code=200;http_route=/fine 0.04@10 4@10 0.04@1
`;
    const images = {
      stable: 'registry.example/cart:1.9.3',
      canary: 'registry.example/cart:1.10.0',
    };
    const chosen = { workload: 'cart', container: 'cart', ...images };
    const answer = await shown(board, title, {
      label,
      chosen: board === CANARY ? { ...chosen, namespace: OURS } : {},
      series,
    });
    expect(answer[name]).toBe(wanted);
  });
});

it.each(['code', 'status', 'status_code'])(
  'failures of services that call the status of an answer %s are seen',
  async (name) => {
    const series = `
c http_requests_total @target:till ${name}=200 3 3 3
c http_requests_total @target:till ${name}=503 1 1 1
`;
    const chosen = { job: 'till', namespace: OURS };
    const errors = await shown(HTTP, 'Share of errors by service', {
      label: 'job',
      chosen,
      series,
    });
    expect(errors.till).toBeCloseTo(0.25, 5);
    const fine = await shown(HTTP, 'Answered without error', { chosen, series });
    expect(fine['']).toBeCloseTo(0.75, 5);
    const codes = await shown(HTTP, 'Requests by code', { label: 'code', chosen, series });
    expect(Object.keys(codes).sort()).toEqual(['200', '503']);
  },
);

describe('OpenTelemetry whose service is in job, as OTLP has it where nothing is promoted', () => {
  const series = `
hs http_server_request_duration_seconds @target:store/till http_response_status_code=200;http_route=/pay 0.04@10 4@10 0.04@1
g jvm_memory_limit_bytes @target:store/till jvm_memory_type=heap;jvm_memory_pool_name=Old 4G 4G 4G
g jvm_memory_used_bytes @target:store/till jvm_memory_type=heap;jvm_memory_pool_name=Old 1G 1G 1G
`;

  it.each([
    [OTEL_HTTP.id, OTEL_HTTP, 'Routes'],
    [OTEL_JVM.id, OTEL_JVM, 'Heap'],
  ] as const)(
    '%s: offers it by its name, and shows it where it is chosen',
    async (_, board, title) => {
      const found = board.variables.find(({ name }) => name === 'service');
      const offered = await evaluated(found?.selector ?? '', {}, series);
      expect(offered.series.map((set) => set.get('service_name'))).toContain('till');
      const chosen = { service: 'till', namespace: OURS };
      const options = { label: 'service_name', chosen, series };
      expect(Object.keys(await shown(board, title, options))).toEqual(['till']);
      const all = await shown(board, title, {
        label: 'service_name',
        series: BOARD_SERIES + series,
      });
      expect(Object.keys(all).sort()).toEqual(['shop', 'till']);
      const none = { ...options, chosen: { ...chosen, service: 'ti' } };
      expect(await shown(board, title, none)).toEqual({});
    },
  );
});

it('the names of jmx_exporter in lower case are read as well', async () => {
  const series = `
g java_lang_memory_heapmemoryusage_used @target:till - 3G 3G 3G
c java_lang_garbagecollector_collectiontime @target:till name=G1 20 20 20
`;
  const chosen = { instance: '10.1.0.7:9090', namespace: OURS };
  const heap = await shown(JVM, 'Heap', { label: 'instance', chosen, series });
  expect(Object.keys(heap)).toEqual(['10.1.0.7:9090']);
  const gc = await shown(JVM, 'Time in garbage collection', { label: 'name', chosen, series });
  expect(gc.G1).toBeCloseTo(0.02, 4);
});

describe('the Java client of Prometheus on the board of the JVM', () => {
  const chosen = { instance: 'till', namespace: OURS };
  const heap = async (series: string, query = 0) =>
    await shown(JVM, 'Heap', { label: 'instance', chosen, series, query });

  it.each([
    ['1.x', 'jvm_memory_used_bytes', 'jvm_memory_max_bytes', 'jvm_memory_pool_used_bytes'],
    ['0.x', 'jvm_memory_bytes_used', 'jvm_memory_bytes_max', 'jvm_memory_pool_bytes_used'],
  ])('is read by its names of %s', async (_, used, most, pool) => {
    const series = `
g ${used} @target:till instance=till;area=heap 3G 3G 3G
g ${used} @target:till instance=till;area=nonheap 1G 1G 1G
g ${most} @target:till instance=till;area=heap -1 -1 -1
g ${pool} @target:till instance=till;pool=Old 2G 2G 2G
c jvm_gc_collection_seconds_sum @target:till instance=till;gc=G1 0.02 0.02 0.02
g jvm_threads_current @target:till instance=till 40 40 40
g process_open_fds @target:till instance=till 60 60 60
`;
    const of = (title: string, label = 'instance') => shown(JVM, title, { label, chosen, series });
    expect(await heap(series)).toEqual({ till: 3 * 1024 ** 3 });
    // No maximum is -1, which is none to draw.
    expect(await heap(series, 1)).toEqual({});
    expect(await of('Beside the heap')).toEqual({ till: 1024 ** 3 });
    expect(await of('Memory pools', 'name')).toEqual({ Old: 2 * 1024 ** 3 });
    expect((await of('Time in garbage collection', 'name')).G1).toBeCloseTo(0.02, 4);
    expect(await of('Threads')).toEqual({ till: 40 });
    expect(await of('Open files')).toEqual({ till: 60 });
  });

  it('is not added to what jmx_exporter says of the same process, nor Micrometer to it', async () => {
    const both = `
g java_lang_Memory_HeapMemoryUsage_used @target:till instance=till 3G 3G 3G
g jvm_memory_used_bytes @target:till instance=till;area=heap 3G 3G 3G
c java_lang_GarbageCollector_CollectionTime @target:till instance=till;name=G1 20 20 20
c jvm_gc_collection_seconds_sum @target:till instance=till;gc=G1 0.02 0.02 0.02
`;
    expect(await heap(both)).toEqual({ till: 3 * 1024 ** 3 });
    const gc = { label: 'name', chosen, series: both };
    const shares = await shown(JVM, 'Time in garbage collection', gc);
    expect(shares.G1).toBeCloseTo(0.02, 4);
    expect(
      await heap('g jvm_memory_used_bytes @target:till instance=till;area=heap;id=Eden 3G 3G 3G'),
    ).toEqual({});
  });
});

it('how far a replica is behind has a name of its own in MySQL 8.4', async () => {
  const series = 'g mysql_slave_status_seconds_behind_source @target:till - 7 7 7';
  const lag = await shown(MYSQL, 'Behind the source', { label: 'instance', series });
  expect(Object.values(lag)).toContain(7);
});

it('connections of MongoDB are those that are open, not those that may come or ever came', async () => {
  const series = `
g mongodb_ss_connections @target:till conn_type=current 20 20 20
g mongodb_ss_connections @target:till conn_type=available,totalCreated 800000 800000 800000
`;
  const chosen = { instance: '10.1.0.7:9090', namespace: OURS };
  const options = { label: 'conn_type', chosen, series };
  expect(Object.keys(await shown(MONGODB, 'Connections', options))).toEqual(['current']);
});

it('a secondary of MongoDB is behind the primary of its own set', async () => {
  const lag = await shown(MONGODB, 'Behind the primary', {
    label: 'member_idx',
    series: BOARD_SERIES,
  });
  expect(lag['db-1:27017']).toBeCloseTo(2, 3);
});

it('what pods asked for that are over is not counted', async () => {
  const series = `
g kube_pod_container_resource_requests @object pod=report-1-x;container=app;resource=cpu;unit=core 4000 4000 4000
g kube_pod_container_resource_limits @object pod=report-1-x;container=app;resource=cpu;unit=core 4000 4000 4000
g kube_pod_status_phase @object pod=report-1-x;phase=Succeeded 1 1 1
g kube_pod_status_phase @object pod=report-1-x;phase=Running,Pending 0 0 0
`;
  const asked = (more: string) => shown(CLUSTER, 'CPU asked for', { series: BOARD_SERIES + more });
  expect(await asked(series)).toEqual(await asked(''));
  const limits = (more: string) =>
    shown(NAMESPACE_BOARD, 'CPU of its limits', { series: BOARD_SERIES + more });
  expect(await limits(series)).toEqual(await limits(''));
});

it('the pods of a node are found where cAdvisor does not name nodes', async () => {
  const series = `
g kube_pod_info @object pod=lone-1;node=node-z 1 1 1
c container_cpu_usage_seconds_total @object pod=lone-1;container=app 3 3 3
`;
  const cpu = await shown(NODE_BOARD, 'CPU by pod', {
    label: 'pod',
    chosen: { node: 'node-z' },
    series,
  });
  expect(Object.keys(cpu)).toEqual(['lone-1']);
});
