import { describe, expect, it } from 'vitest';
import { metricsFacts } from './metrics-facts.ts';

const around = { bodyBytes: 1, nowMs: 2_000_000, earliestMs: null };
const lengthMs = (passed: readonly (readonly [string, string])[]) => {
  const { range } = metricsFacts({ passed: passed.map(([name, value]) => [name, value]) }, around);
  return range === null ? null : range.endMs - range.startMs;
};

describe('what limits know of a question about metrics', () => {
  it.each<[string, [string, string][], number | null]>([
    ['no start', [['end', '5']], null],
    [
      'seconds',
      [
        ['start', '5'],
        ['end', '65.5'],
      ],
      60_500,
    ],
    ['until now', [['start', '1000']], 1_000_000],
    [
      'milliseconds, as Grafana asks for exemplars',
      [
        ['start', '1795206609000'],
        ['end', '1795206909000'],
      ],
      300_000,
    ],
    [
      'milliseconds with a step',
      [
        ['start', '1795206609000'],
        ['end', '1795206909000'],
        ['step', '1'],
      ],
      Infinity,
    ],
    [
      'from seconds to milliseconds',
      [
        ['start', '1795206609'],
        ['end', '1795206909000'],
      ],
      Infinity,
    ],
    [
      'from long ago',
      [
        ['start', '-1e14'],
        ['end', '0'],
      ],
      Infinity,
    ],
    [
      'an instant that cannot be read',
      [
        ['start', 'x'],
        ['end', '0'],
      ],
      Infinity,
    ],
  ])('%s', (_, passed, expected) => {
    expect(lengthMs(passed)).toBe(expected);
  });
});
