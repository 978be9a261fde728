import { describe, expect, it } from 'vitest';
import type { QueryData } from '../../api/prometheus.ts';
import { rowsAsCsv, rowsAsJson } from './copy-table.ts';
import { instantRows, rangeRows, type Sorting, sortRows } from './table-rows.ts';

const VECTOR: QueryData = {
  resultType: 'vector',
  result: [
    { metric: { __name__: 'up', job: 'a,"b"' }, value: [1_700_000_000, '-1.5'] },
    { metric: { job: '=1+1', zone: 'x' }, value: [1_700_000_000, 'NaN'] },
    { metric: { job: 'h' }, histogram: [1_700_000_000, { count: '4', sum: '+Inf' }] },
    { metric: { job: 'c' }, value: [1_700_000_000, '20'] },
  ],
};

describe('the rows of a table', () => {
  it('are the samples of any answer', () => {
    expect(instantRows(VECTOR)).toHaveLength(4);
    expect(instantRows({ resultType: 'scalar', result: [1, '2'] })).toMatchObject([
      { metric: {}, atSeconds: 1, sample: { kind: 'value', text: '2' } },
    ]);
    const series = [
      {
        metric: { job: 'a' },
        values: [
          [1, '1'],
          [2, '2'],
        ] as const,
      },
      { metric: { job: 'b' }, histograms: [[1, { count: '1', sum: '3' }]] as const },
    ];
    expect(rangeRows(series)).toHaveLength(3);
    expect(new Set(rangeRows(series).map(({ key }) => key)).size).toBe(3);
  });

  it.each<[Sorting | undefined, readonly (string | undefined)[]]>([
    [undefined, ['a,"b"', '=1+1', 'h', 'c']],
    [{ column: 'value', isDescending: false }, ['a,"b"', 'c', 'h', '=1+1']],
    [{ column: 'value', isDescending: true }, ['h', 'c', 'a,"b"', '=1+1']],
    [{ column: 'series', isDescending: false }, ['a,"b"', '=1+1', 'c', 'h']],
  ])('sorted by %j', (sorting, jobs) => {
    expect(sortRows(instantRows(VECTOR), sorting).map(({ metric }) => metric.job)).toEqual(jobs);
  });
});

describe('a copied table', () => {
  it('is CSV that no spreadsheet takes for formulas', () => {
    expect(rowsAsCsv(instantRows(VECTOR)).split('\r\n')).toEqual([
      'time,value,__name__,job,zone',
      '2023-11-14T22:13:20.000Z,-1.5,up,"a,""b""",',
      "2023-11-14T22:13:20.000Z,NaN,,'=1+1,x",
      '2023-11-14T22:13:20.000Z,count=4 sum=+Inf,,h,',
      '2023-11-14T22:13:20.000Z,20,,c,',
      '',
    ]);
    const text: QueryData = { resultType: 'string', result: [0, '=HYPERLINK("x")'] };
    expect(rowsAsCsv(instantRows(text))).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('is JSON with the labels as they are', () => {
    expect(JSON.parse(rowsAsJson(instantRows(VECTOR)))[1]).toEqual({
      time: '2023-11-14T22:13:20.000Z',
      labels: { job: '=1+1', zone: 'x' },
      value: 'NaN',
    });
  });

  it('keeps a label that is called like a property of objects', () => {
    const rows = instantRows({
      resultType: 'vector',
      result: [{ metric: JSON.parse('{"__proto__":"p","constructor":"c"}'), value: [0, '1'] }],
    });
    expect(rowsAsCsv(rows)).toBe(
      'time,value,__proto__,constructor\r\n1970-01-01T00:00:00.000Z,1,p,c\r\n',
    );
  });
});
