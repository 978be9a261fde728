import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { time as en } from '../i18n/en/time.ts';
import { time as zh } from '../i18n/zh/time.ts';
import { parseRange } from './range.ts';
import { rangeWords } from './range-words.ts';

type Words = typeof en | typeof zh;

const saidIn = ({ range }: Words) =>
  ((key: string, given: { readonly length?: string } = {}) => {
    const name = key.replace('time.range.', '').replace('named.', '');
    const named = new Map<string, string>(Object.entries(range.named));
    return named.get(name) ?? range.last.replace('{{length}}', given.length ?? '');
  }) as unknown as TFunction;

it.each([
  ['now/d..now/d', 'Today', '今天'],
  ['now/d', 'Today so far', '今天到目前为止'],
  ['now-1d/d..now-1d/d', 'Yesterday', '昨天'],
  ['now-2d/d..now-2d/d', 'Day before yesterday', '前天'],
  ['now-7d/d..now-7d/d', 'This day last week', '上周的今天'],
  ['now/w..now/w', 'This week', '本周'],
  ['now-1w/w..now-1w/w', 'Previous week', '上周'],
  ['now/M', 'This month so far', '本月到目前为止'],
  ['now-1y/y..now-1y/y', 'Previous year', '去年'],
  ['now-1M', 'Last 1M', '最近 1M'],
  ['6h', 'Last 6h', '最近 6h'],
  ['now-3d/d..now-1d/d', 'now-3d/d – now-1d/d', 'now-3d/d – now-1d/d'],
  ['2026-11-20T09:00Z..2026-11-20T10:00Z', '2026-11-20 09:00 – 10:00', null],
  ['2026-11-20T23:00Z..2026-11-21T01:00Z', '2026-11-20 23:00 – 2026-11-21 01:00', null],
  ['2026-11-20T09:00:05Z..2026-11-20T09:00:35Z', '2026-11-20 09:00:05 – 09:00:35', null],
])('%s is called %s', (text, english, chinese) => {
  const range = parseRange(text, 'UTC');
  if (range === undefined) throw new Error(`${text} is no range`);
  expect(rangeWords(range, 'UTC', saidIn(en))).toBe(english);
  if (chinese !== null) expect(rangeWords(range, 'UTC', saidIn(zh))).toBe(chinese);
});
