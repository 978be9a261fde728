import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { AUDIT_LABEL } from '../../../platform/model/audit-label.ts';
import { labelsFrom } from '../../../platform/model/labels.ts';
import type { StreamEntries } from '../../model/entry-batch.ts';
import { checkFlow } from '../check-flow.ts';
import type { RuntimePlace } from './flow-program.ts';
import { OutputQueue, type SharedRoom, type WriteOutcome } from './output-queue.ts';
import { RunningFlow } from './running-flow.ts';
import type { StampedLine } from './stamp-event.ts';

const stamp = (tenant: string) => ({
  tenant,
  project: 'shop',
  environment: 'prod',
  cluster: 'lab',
  namespace: `${tenant}-prod`,
});
const placeOf = (tenant: string): RuntimePlace => ({
  store: tenant,
  within: [['namespace', `${tenant}-prod`]],
  stamp: stamp(tenant),
});

function running(spec: object, places = [placeOf('acme')]): RunningFlow {
  const checked = checkFlow({ localOutputRefs: ['a'], ...spec }, false, '');
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  const { match, filters } = checked.value;
  return new RunningFlow({ id: 'f', places, match, filters, outputs: ['a'] });
}

const streamOf = (labels: Readonly<Record<string, string>>, ...lines: string[]): StreamEntries => ({
  labels: labelsFrom(Object.entries({ namespace: 'acme-prod', ...labels })),
  entries: lines.map((line, index) => ({ timeNs: BigInt(index), line, metadata: null })),
});

const all = () => true;

describe('a flow at work', () => {
  const take = (spec: object, ...lines: string[]) =>
    running(spec)
      .take('acme', streamOf({ app: 'web', container: 'c' }, ...lines), all, 0)
      .map(({ record }) => ({ ...record }));

  it('carries lines of its place only, and never audit', () => {
    const flow = running({});
    expect(flow.take('acme', streamOf({}, 'a'), all, 0)).toHaveLength(1);
    expect(flow.take('globex', streamOf({}, 'a'), all, 0)).toEqual([]);
    expect(flow.take('acme', streamOf({ namespace: 'acme-test' }, 'a'), all, 0)).toEqual([]);
    expect(flow.take('acme', streamOf({ [AUDIT_LABEL]: 'true' }, 'a'), all, 0)).toEqual([]);
  });

  it('stamps over what the line says of itself', () => {
    const line = '{"tenant":"globex","kubernetes":{"namespace_name":"x"},"app":"y"}';
    const spec = { filters: [{ parser: { parse: { type: 'json' }, inject_key_prefix: 'p_' } }] };
    const metadata = labelsFrom([
      ['tenant', 'globex'],
      ['pod', 'forged'],
    ]);
    const stream = { ...streamOf({ app: 'web' }), entries: [{ timeNs: 1n, line, metadata }] };
    const [one] = running(spec).take('acme', stream, all, 0);
    expect(one?.stamp).toEqual({
      ...stamp('acme'),
      app: 'web',
      pod: '',
      container: '',
      workload: '',
    });
    expect(Object.keys(one?.record ?? {}).sort()).toEqual([
      'message',
      'p_app',
      'p_kubernetes',
      'p_tenant',
    ]);
  });

  const parsed: readonly [string, object, string, object][] = [
    [
      'logfmt',
      { type: 'logfmt' },
      'a=1 b="two \\"words\\"" c= d',
      { a: '1', b: 'two "words"', c: '' },
    ],
    [
      'a pattern',
      { type: 'regexp', expression: '/^(?<level>\\w+) (?<rest>.*)$/' },
      'warn it is',
      { level: 'warn', rest: 'it is' },
    ],
    [
      'nginx',
      { type: 'nginx' },
      '1.2.3.4 - ann [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl"',
      { remote: '1.2.3.4', method: 'GET', path: '/a', code: '200', agent: 'curl' },
    ],
    [
      'the first of several',
      { type: 'multi_format', patterns: [{ format: 'json' }, { format: 'logfmt' }] },
      'a=1',
      { a: '1' },
    ],
  ];
  it.each(parsed)('parses %s', (_, parse, line, expected) => {
    expect(take({ filters: [{ parser: { parse } }] }, line)[0]?.parsed).toMatchObject(expected);
  });

  it('reads a long line of logfmt in one pass', () => {
    const line = 'x'.repeat(200_000);
    expect(take({ filters: [{ parser: { parse: { type: 'logfmt' } } }] }, line)[0]).toEqual({
      message: line,
    });
  });

  it('adds, removes, keeps, drops and renames', () => {
    const filters = [
      { record_transformer: { records: [{ 'a.b': `\${record["message"]}!` }] } },
      { dedot: { de_dot_separator: '_' } },
      { grep: { regexp: [{ key: 'message', pattern: '/^k/i' }] } },
      { grep: { exclude: [{ key: 'a_b', pattern: 'nope' }] } },
      { record_transformer: { remove_keys: 'message' } },
    ];
    expect(take({ filters }, 'Keep', 'drop', 'knope')).toEqual([{ a_b: 'Keep!' }]);
  });

  it('selects by labels and containers, the first item that fits', () => {
    const match = [{ exclude: { container_names: ['c'] } }, { select: { labels: { app: 'web' } } }];
    const flow = running({ match });
    expect(flow.take('acme', streamOf({ app: 'web', container: 'c' }, 'a'), all, 0)).toEqual([]);
    expect(flow.take('acme', streamOf({ app: 'web' }, 'a'), all, 0)).toHaveLength(1);
    expect(flow.take('acme', streamOf({ app: 'db' }, 'a'), all, 0)).toEqual([]);
  });

  it('throttles by group, and joins the lines of a stack trace', () => {
    const throttled = running({
      filters: [{ throttle: { group_bucket_limit: 2, group_bucket_period_s: 60 } }],
    });
    const stream = streamOf({ container: 'c' }, 'a', 'b', 'c');
    expect(throttled.take('acme', stream, all, 0)).toHaveLength(2);
    expect(throttled.take('acme', stream, all, 60_000)).toHaveLength(2);
    const joined = running({ filters: [{ detectExceptions: {} }] });
    const trace = streamOf({}, 'x', 'java.lang.Error: no', '\tat a.B(C.java:1)', 'Caused by: d');
    expect(joined.take('acme', trace, all, 0).map(({ record }) => record.message)).toEqual(['x']);
    expect(joined.flush(500)).toEqual([]);
    expect(joined.flush(1_000).map(({ record }) => record.message)).toEqual([
      'java.lang.Error: no\n\tat a.B(C.java:1)\nCaused by: d',
    ]);
  });
});

describe('the queue of an output', () => {
  const line = (message: string): StampedLine => ({
    timeNs: 1n,
    record: { message },
    stamp: { ...stamp('acme'), workload: '', pod: '', container: '', app: '' },
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };

  function queueOf(
    outcomes: WriteOutcome[],
    more: { maxBytes?: number; dropsOldest?: boolean; shared?: SharedRoom } = {},
  ) {
    const clock = new VirtualClock();
    const written: string[] = [];
    const queue = new OutputQueue({
      writer: {
        write: async (lines) => {
          written.push(lines.map(({ record }) => String(record.message)).join());
          return outcomes.shift() ?? { kind: 'written' };
        },
        close: () => undefined,
      },
      maxBytes: 10_000,
      shared: { used: 0, maxBytes: 40_000 },
      dropsOldest: false,
      clock,
      random: () => 1,
      ...more,
    });
    return { clock, written, queue };
  }

  it('sends again what was not taken, later and later, in order', async () => {
    const retry = { kind: 'retry', reason: 'away' } as const;
    const { queue, clock, written } = queueOf([retry, retry]);
    queue.add(line('a'));
    queue.tick();
    await settle();
    queue.add(line('b'));
    queue.tick();
    expect(queue.status()).toMatchObject({ waitingLines: 2, lastError: 'away', droppedLines: 0 });
    await clock.advance(500);
    queue.tick();
    await settle();
    await clock.advance(500);
    queue.tick();
    await settle();
    expect(written).toEqual(['a', 'a,b']);
    await clock.advance(500);
    queue.tick();
    await settle();
    expect(written).toEqual(['a', 'a,b', 'a,b']);
    expect(queue.status()).toMatchObject({ waitingLines: 0, sentLines: 2, lastError: '' });
  });

  it('drops what does not fit and what is refused for good, and counts it', async () => {
    const { queue } = queueOf([{ kind: 'refused', reason: 'answered with status 400' }], {
      maxBytes: 500,
    });
    for (const message of ['a', 'b', 'c']) queue.add(line(message));
    expect(queue.status()).toMatchObject({ waitingLines: 2, droppedLines: 1 });
    queue.tick();
    await settle();
    expect(queue.status()).toMatchObject({
      waitingLines: 0,
      droppedLines: 3,
      lastError: 'answered with status 400',
    });
  });

  it('holds no more than its owner may hold in all queues together, and gives it back', async () => {
    const shared = { used: 0, maxBytes: 500 };
    const [first, second] = [queueOf([], { shared }).queue, queueOf([], { shared }).queue];
    for (const message of ['a', 'b']) first.add(line(message));
    second.add(line('c'));
    expect(second.status()).toMatchObject({ waitingLines: 0, droppedLines: 1 });
    first.tick();
    await settle();
    expect(shared.used).toBe(0);
    second.add(line('d'));
    expect(second.status()).toMatchObject({ waitingLines: 1 });
    await second.close(AbortSignal.abort());
    expect(shared.used).toBe(0);
  });

  it('drops the oldest where it was asked to', () => {
    const { queue } = queueOf([], { maxBytes: 500, dropsOldest: true });
    for (const message of ['a', 'b', 'c']) queue.add(line(message));
    expect(queue.status()).toMatchObject({ waitingLines: 2, droppedLines: 1 });
  });
});
