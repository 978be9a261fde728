import { describe, expect, it } from 'vitest';
import { detectFields } from './detect-fields.ts';
import { readLevel } from './log-level.ts';
import { readStreams, sortLines } from './log-line.ts';
import { ROW_HEIGHT, rowWindow } from './row-window.ts';
import { splitLabels } from './split-labels.ts';
import { lineTime } from './time-text.ts';
import { stacked, volumeOf } from './volume-columns.ts';

describe('lines', () => {
  const streams = [
    {
      stream: { app: 'shop' },
      values: [
        ['1700000000000000002', 'b', { structuredMetadata: { detected_level: 'warn' } }],
        ['1700000000000000001', 'a', { parsed: { level: 'ERROR' } }],
        ['1700000000000000001', 'a'],
      ],
    },
  ];
  it('are sorted to the nanosecond, with a key each', () => {
    const lines = sortLines(readStreams(streams), 'oldest');
    expect(lines.map(({ text, level }) => [text, level])).toEqual([
      ['a', 'error'],
      ['a', 'unknown'],
      ['b', 'warn'],
    ]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(3);
    expect(sortLines(lines, 'newest')[0]?.text).toBe('b');
  });
  it('say their time to the millisecond', () => {
    expect(lineTime(1_700_000_000_007_999_999n, 'UTC')).toEqual({
      date: '2023-11-14',
      time: '22:13:20.007',
    });
  });
  it.each([
    ['WARNING', 'warn'],
    ['Error', 'error'],
    ['critical', 'fatal'],
    ['verbose', 'unknown'],
  ])('have levels: %s', (text, level) => {
    expect(readLevel(text)).toBe(level);
  });
});

describe('detected fields', () => {
  it.each([
    [
      'JSON',
      '{"code":500,"user":{"na-me":"小明"},"tags":[1],"none":null}',
      { code: '500', user_na_me: '小明' },
    ],
    [
      'logfmt',
      'level=info msg="支付 done" took=5ms',
      { level: 'info', msg: '支付 done', took: '5ms' },
    ],
    ['keys of any script', '用户=张三 code=5', { __: '张三', code: '5' }],
    ['one letter beyond the basic plane', '{"𠮷":1,"b":2}', { _: '1', b: '2' }],
    ['a long word', 'x'.repeat(200_000), undefined],
    ['one pair is prose', 'retry with a=b', undefined],
    ['prose', '连接超时', undefined],
  ])('%s', (_, line, fields) => {
    expect(detectFields(line)?.fields).toEqual(fields);
  });
});

describe('the volume', () => {
  const grid = { startSeconds: 60, endSeconds: 180, stepSeconds: 60 };
  const volume = volumeOf({
    grid,
    series: [
      {
        metric: { detected_level: 'info' },
        values: [
          [60, '2'],
          [180, '4'],
        ],
      },
      { metric: { detected_level: 'err' }, values: [[120, '1']] },
      { metric: { detected_level: 'error' }, values: [[120, '2']] },
    ],
  });
  it('adds spellings of a level, the gravest first, each bar from its beginning', () => {
    expect(volume.seconds).toEqual([0, 60, 120]);
    expect(volume.columns).toEqual([
      { level: 'error', counts: [0, 3, 0], total: 3 },
      { level: 'info', counts: [2, 0, 4], total: 6 },
    ]);
    expect(stacked(volume.columns)).toEqual([
      [0, 3, 0],
      [2, 3, 4],
    ]);
  });
});

describe('rows that are drawn', () => {
  it('are those that show, and some more', () => {
    const shown = rowWindow(1_000, [], 100 * ROW_HEIGHT, 20 * ROW_HEIGHT);
    expect(shown).toEqual({
      first: 90,
      last: 131,
      top: 90 * ROW_HEIGHT,
      height: 1_000 * ROW_HEIGHT,
    });
  });
  it('know of open rows', () => {
    const shown = rowWindow(1_000, [[2, 300]], 100 * ROW_HEIGHT + 300, ROW_HEIGHT);
    expect([shown.first, shown.top, shown.height]).toEqual([
      90,
      90 * ROW_HEIGHT + 300,
      1_000 * ROW_HEIGHT + 300,
    ]);
    expect(rowWindow(50, [[20, 5_000]], 20 * ROW_HEIGHT + 3_000, 100).first).toBe(10);
  });
  it('are none of none', () => {
    expect(rowWindow(0, [], 0, 500)).toEqual({ first: 0, last: 0, top: 0, height: 0 });
  });
});

it('takes what is no label of a stream out of a live line’s labels', () => {
  const labels = { app: 'shop', pod: 'p-1' };
  expect(splitLabels(labels, new Set(['app']))).toEqual({
    stream: { app: 'shop' },
    others: { pod: 'p-1' },
  });
  expect(splitLabels(labels, undefined).stream).toEqual(labels);
});
