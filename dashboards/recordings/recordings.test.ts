import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import { askedMetrics, isRecorded } from './asked-metrics.ts';
import { boardMark, markedBoard, needlessRecordings } from './board-mark.ts';
import { KNOWN_RECORDINGS, type KnownRecording } from './known-recordings.data.ts';
import { recordingsFor } from './recordings-for.ts';
import { unfilledBoards } from './unfilled-boards.ts';

const board = (expressions: readonly string[], templating: readonly object[] = []) => {
  const result = importDashboard({
    title: 't',
    templating: { list: templating },
    panels: [
      {
        id: 1,
        type: 'row',
        collapsed: true,
        panels: [
          {
            id: 2,
            type: 'timeseries',
            targets: expressions.map((expr, index) => ({ refId: `Q${index}`, expr })),
          },
        ],
      },
    ],
  });
  if (result.kind === 'refused') throw new Error(result.message);
  return result.dashboard;
};

const custom = (name: string, query: string) => ({
  name,
  type: 'custom',
  query,
  options: query.split(',').map((value) => ({ text: value, value })),
  current: { text: query.split(',')[0], value: query.split(',')[0] },
});

describe('what a dashboard reads', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['names, once and sorted', ['sum(rate(b_total[5m])) / a:b:c', 'b_total'], ['a:b:c', 'b_total']],
    ['inside folded rows, with ranges of variables', ['rate(c_total[$while])'], ['c_total']],
    ['with numbers of variables', ['topk($most, d)'], ['d']],
    ['not what a variable names', ['$metric + up'], ['up']],
    ['not what a pattern names', ['{__name__=~"x.*"} or up'], ['up']],
    ['not what does not parse', ['sum(', 'up'], ['up']],
  ])('%s', (_, expressions, metrics) => {
    const variables = [
      custom('while', '5m,1h'),
      custom('most', '3,5'),
      { name: 'metric', type: 'textbox', query: 'z' },
    ];
    expect(askedMetrics(board(expressions, variables)).metrics).toEqual(metrics);
  });

  it('says whether logs are asked', () => {
    const result = importDashboard({
      title: 't',
      panels: [
        {
          id: 1,
          type: 'logs',
          datasource: { type: 'loki' },
          targets: [{ refId: 'A', expr: '{app="a"}' }],
        },
      ],
    });
    if (result.kind === 'refused') throw new Error(result.message);
    expect(askedMetrics(result.dashboard)).toEqual({ metrics: [], asksLogs: true });
  });
});

describe('the recordings that are known', () => {
  it.each(KNOWN_RECORDINGS.map((one) => [`${one.record} ${one.variant}`, one] as const))(
    '%s parses, is called as recorded series are, and has what it is made of',
    (_, { record, expression }) => {
      expect(parsePromql(expression).kind).toBe('ok');
      expect(isRecorded(record)).toBe(true);
      expect(recordingsFor([record], KNOWN_RECORDINGS).unknown).toEqual([]);
    },
  );

  it('have distinct names', () => {
    const names = KNOWN_RECORDINGS.map(({ record, variant }) => `${record} ${variant}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('what a recording is made of comes before it, once', () => {
  const rule = (record: string, expression: string): KnownRecording => ({
    record,
    variant: '',
    expression,
    labels: {},
  });
  const known = [rule('a:b', 'sum(c:d) + e:f'), rule('c:d', 'up'), rule('x:y', 'a:b')];
  const { rules, unknown } = recordingsFor(['a:b', 'c:d', 'z:z'], known);
  expect(rules.map(({ record }) => record)).toEqual(['c:d', 'a:b']);
  expect(unknown).toEqual(['e:f', 'z:z']);
});

describe('the mark of a dashboard', () => {
  it.each<[string, string | null]>([
    [boardMark('https://tocsin.example', 'nodes-1', 'acme.shop.prod'), 'nodes-1'],
    ['https://tocsin.example/dashboards/a', 'a'],
    ['https://tocsin.example/dashboards/a/edit', null],
    ['https://wiki.example/a', null],
    ['', null],
  ])('of %s is %s', (url, uid) => {
    expect(markedBoard(url)).toBe(uid);
  });

  it('goes with its rules, except those that another dashboard asks for', () => {
    const of = (record: string, uid: string) => ({
      record,
      dashboardUrl: boardMark('https://tocsin.example', uid, 'acme'),
    });
    const gone = of('a:b', 'gone');
    const rules = [gone, of('c:d', 'gone'), of('e:f', 'stays'), { record: 'g:h' }, {}];
    const boards = [
      { uid: 'stays', metrics: ['up'] },
      { uid: 'other', metrics: ['c:d'] },
    ];
    expect(needlessRecordings(rules, boards)).toEqual([gone]);
  });
});

it('a dashboard is not filled where nothing is of what it asks for', () => {
  const boards = [
    { uid: 'some', metrics: ['up', 'gone'], asksLogs: false },
    { uid: 'none', metrics: ['gone'], asksLogs: false },
    { uid: 'logs', metrics: ['gone'], asksLogs: true },
    { uid: 'empty', metrics: [], asksLogs: false },
  ];
  expect([...unfilledBoards(boards, new Set(['up']))]).toEqual([['none', ['gone']]]);
});
