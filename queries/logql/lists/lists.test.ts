import { describe, expect, it } from 'vitest';
import { MemoryStreams, RestlessTurn } from '../../../test/conformance/logql-engine-memory.ts';
import { compileTestTemplate } from '../../../test/conformance/logql-engine-templates.ts';
import type { LogExpr, StreamSelector } from '../ast.ts';
import { QueryStats } from '../evaluate/query-context.ts';
import { parseLogql, parseLogqlSelector } from '../parse.ts';
import { listDetectedFields, listDetectedFieldValues } from './detected-fields.ts';
import { followLines, printTailFrame } from './follow-lines.ts';
import { readIndexStats } from './index-stats.ts';
import { listDetectedLabels, listLabelNames, listLabelValues, listSeries } from './list-labels.ts';
import { listPatterns } from './list-patterns.ts';
import {
  printDetectedFields,
  printDetectedLabels,
  printFieldValues,
  printIndexStats,
  printPatterns,
  printSeriesList,
  printTextList,
} from './print-lists.ts';
import { readVolume, readVolumeRange } from './volume.ts';

const SECOND = 1_000_000_000n;

/** Ten lines of each of three streams, one each second. */
function twoTenants(): MemoryStreams {
  const source = new MemoryStreams(5);
  for (const [tenant, app] of [
    ['a', 'shop'],
    ['a', 'cart'],
    ['b', 'shop'],
  ] as const) {
    source.append(
      Array.from({ length: 10 }, (_, i) => ({
        stream: new Map([
          ['app', app],
          ['tenant', tenant],
        ]),
        timeNs: BigInt(i) * SECOND,
        line:
          app === 'cart'
            ? `{"took":${i}.5,"user":{"id":"u${i % 2}"},"tags":[1]}`
            : `level=info took=${i}ms user=u${i % 3} msg="order ${i} of ${tenant} done"`,
        metadata: app === 'cart' ? new Map([['trace', `t${i}`]]) : null,
      })),
    );
  }
  return source;
}

function selectorOf(text: string): StreamSelector {
  const parsed = parseLogqlSelector(text);
  if (parsed.kind === 'error') throw new Error(text);
  return parsed.expr;
}

function logOf(text: string): LogExpr {
  const parsed = parseLogql(text);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') throw new Error(text);
  return parsed.expr;
}

const context = () => ({ source: twoTenants(), turn: new RestlessTurn() });
const queryContext = () => ({
  ...context(),
  compileTemplate: compileTestTemplate,
  stats: new QueryStats(),
  maxSeries: 500,
});
const time = { startNs: 0n, endNs: 10n * SECOND };
const ofA = { ...time, selector: selectorOf('{tenant="a"}') };

describe('lists of labels', () => {
  it('are those of the streams selected', async () => {
    expect(await listLabelNames(ofA, context())).toEqual(['app', 'tenant']);
    expect(await listLabelValues('app', ofA, context())).toEqual(['cart', 'shop']);
    expect(await listLabelValues('tenant', ofA, context())).toEqual(['a']);
    expect(await listLabelValues('tenant', { ...time, selector: null }, context())).toEqual([
      'a',
      'b',
    ]);
    expect(
      await listLabelNames({ ...ofA, startNs: 20n * SECOND, endNs: 30n * SECOND }, context()),
    ).toEqual([]);
    expect(await listDetectedLabels(ofA, context())).toEqual([
      { label: 'app', cardinality: 2 },
      { label: 'tenant', cardinality: 1 },
    ]);
  });

  it('name each series once', async () => {
    const selectors = [selectorOf('{app="shop"}'), selectorOf('{tenant="b"}')];
    const series = await listSeries(selectors, time, context());
    expect(series.map((labels) => Object.fromEntries(labels))).toEqual([
      { app: 'shop', tenant: 'a' },
      { app: 'shop', tenant: 'b' },
    ]);
    expect(await listSeries([], time, context())).toHaveLength(3);
  });
});

describe('volumes', () => {
  it('tell what is stored', async () => {
    const stats = await readIndexStats(ofA, context());
    expect(stats).toMatchObject({ streams: 2, chunks: 4, entries: 20 });
    expect(stats.bytes).toBeGreaterThan(700);
    const half = await readIndexStats({ ...ofA, endNs: 5n * SECOND }, context());
    expect(half).toMatchObject({ streams: 2, chunks: 2, entries: 10 });
  });

  it('are by series, by label, and over time', async () => {
    const ask = { ...ofA, limit: 10, targetLabels: ['app'], aggregateBy: 'series' } as const;
    const volume = await readVolume(ask, context());
    const whole = await readIndexStats(ofA, context());
    if (volume.kind !== 'vector') throw new Error(volume.kind);
    expect(volume.samples.map(({ labels }) => labels.labels.get('app'))).toEqual(['shop', 'cart']);
    expect(volume.samples.reduce((sum, { value }) => sum + value, 0)).toBe(whole.bytes);
    const byLabel = await readVolume(
      { ...ask, targetLabels: [], aggregateBy: 'labels' },
      context(),
    );
    if (byLabel.kind !== 'vector') throw new Error(byLabel.kind);
    expect(byLabel.samples.map(({ labels }) => [...labels.labels.keys()])).toEqual([['tenant']]);
    const range = await readVolumeRange({ ...ask, limit: 1 }, 5n * SECOND, context());
    if (range.kind !== 'matrix') throw new Error(range.kind);
    expect(range.series).toHaveLength(1);
    expect([...(range.series[0]?.has ?? [])]).toEqual([1, 1]);
  });
});

describe('fields', () => {
  it('are found in JSON, logfmt and metadata', async () => {
    const ask = { ...time, expr: logOf('{tenant="a"}'), lineLimit: 100, limit: 100 };
    const fields = await listDetectedFields(ask, queryContext());
    expect(fields.find(({ label }) => label === 'user_id')).toEqual({
      label: 'user_id',
      type: 'string',
      cardinality: 2,
      parsers: ['json'],
      jsonPath: ['user', 'id'],
    });
    expect(fields.find(({ label }) => label === 'took')?.parsers).toEqual(['json', 'logfmt']);
    expect(fields.find(({ label }) => label === 'trace')).toMatchObject({
      cardinality: 10,
      parsers: null,
    });
    expect(await listDetectedFieldValues('user', ask, queryContext())).toEqual(['u0', 'u1', 'u2']);
  });
});

describe('patterns', () => {
  it('show what lines have in common', async () => {
    const ask = { ...time, expr: logOf('{tenant="a", app="shop"}'), stepNs: 5n * SECOND };
    expect(await listPatterns(ask, queryContext())).toEqual([
      {
        pattern: 'level=info took=<_> user=<_> msg="order <_> of a done"',
        samples: [
          [0, 5],
          [5, 5],
        ],
      },
    ]);
  });
});

describe('followLines', () => {
  it('tells of lines that pass, of the tenant asked for, until it is stopped', () => {
    const source = twoTenants();
    const frames: string[] = [];
    const expr = logOf('{tenant="a"} |= "new" | logfmt');
    const stop = followLines(expr, source, compileTestTemplate, (entries) => {
      frames.push(printTailFrame(entries, false));
    });
    const add = (tenant: string, line: string) =>
      source.append([{ stream: new Map([['tenant', tenant]]), timeNs: 99n, line, metadata: null }]);
    add('a', 'a=new');
    add('b', 'a=new');
    add('a', 'a=old');
    stop();
    add('a', 'a=newer');
    expect(frames).toEqual([
      '{"streams":[{"stream":{"a":"new","tenant":"a"},"values":[["99","a=new"]]}],"dropped_entries":null}',
    ]);
  });
});

describe('printed lists', () => {
  it.each([
    [printTextList(['a', 'b']), '{"status":"success","data":["a","b"]}'],
    [
      printSeriesList([new Map([['__proto__', '1']])]),
      '{"status":"success","data":[{"__proto__":"1"}]}',
    ],
    [
      printIndexStats({ streams: 1, chunks: 2, bytes: 3, entries: 4 }),
      '{"streams":1,"chunks":2,"bytes":3,"entries":4}',
    ],
    [
      printPatterns([{ pattern: 'a <_>', samples: [[5, 1]] }]),
      '{"status":"success","data":[{"pattern":"a <_>","samples":[[5,1]]}]}',
    ],
    [
      printDetectedLabels([{ label: 'app', cardinality: 2 }]),
      '{"detectedLabels":[{"label":"app","cardinality":2}]}',
    ],
    [
      printDetectedFields(
        [{ label: 'n', type: 'int', cardinality: 1, parsers: ['json'], jsonPath: ['n'] }],
        9,
      ),
      '{"fields":[{"label":"n","type":"int","cardinality":1,"parsers":["json"],"jsonPath":["n"]}],"limit":9}',
    ],
    [printFieldValues(['x'], 9), '{"values":["x"],"limit":9}'],
  ])('%s', (printed, expected) => {
    expect(printed).toBe(expected);
  });
});
