import { describe, expect, it } from 'vitest';
import { loadFrameTools } from '../load-frame-tools.ts';
import { guessUnit } from './guess-unit.ts';
import { gridSeconds, matrixFrames, seriesName } from './matrix-frames.ts';
import { summaryOf, valuesOf } from './summaries.ts';
import { tickFormat, valueFormat } from './value-format.ts';

const tools = loadFrameTools();
const grid = { startSeconds: 1_000, endSeconds: 1_060, stepSeconds: 15 };

describe('frames of a range answer', () => {
  const [frame] = matrixFrames(
    tools,
    [
      {
        metric: { __name__: 'up', job: 'api' },
        values: [
          [1_000, '1'],
          [1_030, 'NaN'],
          [1_045, '+Inf'],
          [1_060, '0.5'],
          [1_075, '9'],
        ],
      },
    ],
    grid,
  );

  it('lie on the grid, with gaps where there is nothing to draw', () => {
    expect(frame?.fields[0]?.values).toEqual(
      [1_000, 1_015, 1_030, 1_045, 1_060].map((s) => s * 1000),
    );
    expect(frame && valuesOf(frame)).toEqual([1, null, null, null, 0.5]);
    expect(frame?.fields[1]?.labels).toEqual({ __name__: 'up', job: 'api' });
  });

  it('are summed up without their gaps', () => {
    expect(frame && summaryOf(tools, frame)).toEqual({ min: 0.5, max: 1, last: 0.5 });
  });

  it('of a series without samples have no figures', () => {
    const [empty] = matrixFrames(tools, [{ metric: {} }], grid);
    expect(empty && summaryOf(tools, empty)).toEqual({ min: null, max: null, last: null });
  });

  it('refuse grids that cannot be', () => {
    expect(() => gridSeconds({ ...grid, stepSeconds: 0 })).toThrow(RangeError);
    expect(() => gridSeconds({ ...grid, endSeconds: 0 })).toThrow(RangeError);
  });
});

describe('names of series', () => {
  it.each([
    [{}, '{}'],
    [{ __name__: 'up' }, 'up'],
    [{ __name__: 'up', job: 'a"b' }, 'up{job="a\\"b"}'],
    [{ job: 'api', 'http.status': '500' }, '{job="api", "http.status"="500"}'],
  ])('%j is %s', (metric, name) => {
    expect(seriesName(metric)).toBe(name);
  });
});

describe('values in words', () => {
  it.each([
    ['none', 0.1 + 0.2, '0.3'],
    ['bytes', 3 * 1024 ** 3, '3 GiB'],
    ['s', 0.25, '250 ms'],
    ['percentunit', 0.125, '12.5%'],
    ['percentunit', 0.0012, '0.120%'],
    ['short', 12_500, '12.5 K'],
    ['short', null, '–'],
    // Half a packet is no thousand of anything, and a bit no million of them.
    ['pps', 0.5, '0.500 p/s'],
    ['pps', -0.05, '-0.0500 p/s'],
    ['pps', 0, '0 p/s'],
    ['pps', 1.25, '1.25 p/s'],
    ['pps', 1_234, '1.23 kp/s'],
    ['bps', 0.5, '0.500 b/s'],
    ['watt', 0.5, '500 mW'],
  ])('%s %s is %s', (unit, value, text) => {
    expect(valueFormat(tools, unit)(value)).toBe(text);
  });
});

describe('marks of an axis', () => {
  it.each([
    ['bytes', [81.8e9, 81.85e9, 81.9e9], ['76.18 GiB', '76.23 GiB', '76.28 GiB']],
    ['percentunit', [0, 0.2, 0.4], ['0%', '20%', '40%']],
    ['percentunit', [0, 0.005, 0.01, 0.015], ['0%', '0.5%', '1.0%', '1.5%']],
    ['percent', [97.5, 100], ['97.5%', '100.0%']],
    ['short', [0, 0.2, 0.4], ['0', '0.2', '0.4']],
    ['short', [500, 1_000, 1_500], ['500', '1 K', '1.50 K']],
    ['reqps', [0, 0.25, 0.5], ['0 req/s', '0.25 req/s', '0.50 req/s']],
    ['bytes', [0, 1_048_576, 1_572_864], ['0 B', '1.0 MiB', '1.5 MiB']],
    ['short', [1 / 3, 2 / 3], ['0.333', '0.667']],
    ['none', [1_795_184_311, 1_795_184_312], ['1795184311', '1795184312']],
    ['short', [0, 0, 1], ['0', '0', '1']],
    ['s', [0.25, 0.5], ['250 ms', '500 ms']],
    ['pps', [0, 0.5, 1], ['0 p/s', '0.5 p/s', '1.0 p/s']],
  ])('%s %j are %j', (unit, values, texts) => {
    expect(tickFormat(tools, unit)(values)).toEqual(texts);
  });
});

describe('guessed units', () => {
  it.each([
    ['node_memory_MemAvailable_bytes', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m])', 'Bps'],
    ['rate(process_cpu_seconds_total[5m])', 'percentunit'],
    ['histogram_quantile(0.9, rate(http_duration_seconds_bucket[5m]))', 's'],
    ['sum by (job) (rate(http_requests_total[5m]))', 'reqps'],
    ['a_bytes / b_bytes', 'short'],
    ['count(a_bytes)', 'short'],
    ['a_bytes + b_seconds', 'short'],
    ['up{path="x_bytes"}', 'short'],
  ])('%s is %s', (expression, unit) => {
    expect(guessUnit(expression)).toBe(unit);
  });
});
