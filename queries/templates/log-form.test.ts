import { describe, expect, it } from 'vitest';
import { type LineCondition, type LogForm, renderLogForm } from './log-form.ts';

const FORM: LogForm = {
  streams: [{ label: 'app', op: '=', value: 'shop' }],
  lines: [],
  parser: 'none',
  fields: [],
  windowMs: 300_000,
  groupBy: [],
};
const line = (value: string, change: Partial<LineCondition> = {}): LineCondition => ({
  kind: 'text',
  value,
  isNegated: false,
  ignoresCase: false,
  ...change,
});

function render(change: Partial<LogForm>) {
  const rendered = renderLogForm({ ...FORM, ...change });
  return rendered.kind === 'ok' ? rendered.logql : rendered.findings.map(({ path }) => path);
}

describe('renderLogForm', () => {
  it.each<[string, Partial<LogForm>, string]>([
    ['all lines', {}, 'sum(count_over_time({app="shop"}[5m]))'],
    [
      'a keyword',
      { lines: [line('支付失败')] },
      'sum(count_over_time({app="shop"} |= "支付失败" [5m]))',
    ],
    [
      'a keyword in any case',
      { lines: [line('a.b(c', { ignoresCase: true })] },
      'sum(count_over_time({app="shop"} |~ "(?i)a\\\\.b\\\\(c" [5m]))',
    ],
    [
      'patterns and their opposite',
      { lines: [line('5\\d\\d', { kind: 'pattern' }), line('ok', { isNegated: true })] },
      'sum(count_over_time({app="shop"} |~ "5\\\\d\\\\d" != "ok" [5m]))',
    ],
    [
      'no pattern, in any case',
      { lines: [line('x|y', { kind: 'pattern', isNegated: true, ignoresCase: true })] },
      'sum(count_over_time({app="shop"} !~ "(?i)x|y" [5m]))',
    ],
    [
      'fields, counted apart',
      {
        parser: 'json',
        fields: [{ label: 'level', op: '=~', value: 'error|fatal' }],
        groupBy: ['namespace', 'level'],
        windowMs: 90_000,
      },
      'sum by (namespace, level) (count_over_time({app="shop"} | json | level=~"error|fatal" [1m30s]))',
    ],
    [
      'what would end a text',
      { lines: [line('"} or {app="globex"} |= `x` \\')] },
      'sum(count_over_time({app="shop"} |= "\\"} or {app=\\"globex\\"} |= `x` \\\\" [5m]))',
    ],
    [
      'what would end a value',
      { streams: [{ label: 'app', op: '=', value: '"},{tenant="globex' }] },
      'sum(count_over_time({app="\\"},{tenant=\\"globex"}[5m]))',
    ],
  ])('writes %s', (_, change, expected) => {
    expect(render(change)).toBe(expected);
  });

  it.each<[string, Partial<LogForm>, readonly string[]]>([
    ['no stream', { streams: [] }, ['/streams']],
    [
      'a stream that lacks the label',
      { streams: [{ label: 'app', op: '!=', value: 'x' }] },
      ['/streams'],
    ],
    ['a bad name', { streams: [{ label: 'app"', op: '=', value: 'x' }] }, ['/streams/0/label']],
    ['a bad pattern', { lines: [line('(', { kind: 'pattern' })] }, ['/lines/0/value']],
    ['an empty text', { lines: [line('')] }, ['/lines/0/value']],
    ['half a character', { lines: [line('\ud800')] }, ['/lines/0/value']],
    ['a long text', { lines: [line('x'.repeat(5_000))] }, ['/lines/0/value']],
    [
      'fields without parser',
      { fields: [{ label: 'level', op: '=', value: 'error' }] },
      ['/parser'],
    ],
    ['no window', { windowMs: 0 }, ['/windowMs']],
    ['a window of half milliseconds', { windowMs: 1_000.5 }, ['/windowMs']],
    ['a bad grouping', { groupBy: ['a b'] }, ['/groupBy/0']],
    ['too many lines', { lines: Array.from({ length: 21 }, () => line('x')) }, ['/lines']],
  ])('refuses %s', (_, change, paths) => {
    expect(render(change)).toEqual(paths);
  });
});
