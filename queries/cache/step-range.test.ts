import { describe, expect, it } from 'vitest';
import { printStepRange, readStepRange } from './step-range.ts';

describe('a range', () => {
  it.each([
    ['whole seconds', ['1700000000', '1700000060', '15'], ['1700000000', '1700000060', '15']],
    ['an end between two steps', ['60', '100', '15'], ['60', '90', '15']],
    ['a duration as step', ['60', '120', '1m'], ['60', '120', '60']],
    [
      'milliseconds',
      ['1700000000.25', '1700000001', '0.25'],
      ['2023-11-14T22:13:20.250Z', '1700000001', '250ms'],
    ],
    [
      'RFC 3339',
      ['2023-11-14T23:13:20+01:00', '2023-11-14T22:13:20.5Z', '500ms'],
      ['1700000000', '2023-11-14T22:13:20.500Z', '500ms'],
    ],
    ['a single instant', ['60', '60', '15'], ['60', '60', '15']],
    ['a start that is no multiple of the step', ['61', '95', '15'], ['61', '91', '15']],
  ])('of %s', (_name, [start = '', end = '', step = ''], expected) => {
    const range = readStepRange(start, end, step);
    if (range === undefined) throw new Error('not read');
    expect(Object.values(printStepRange(range))).toEqual(expected);
    expect(range.offsetMs).toBeGreaterThanOrEqual(0);
    expect(range.offsetMs).toBeLessThan(range.stepMs);
  });

  it.each([
    ['a fraction that Prometheus cuts', '0', '10', '1.001'],
    ['microseconds', '0.0001', '10', '1'],
    ['more than 11,000 steps', '0', '11001', '1'],
    ['an end before the start', '10', '9', '1'],
    ['no step', '0', '10', '0'],
    ['a negative start', '-10', '10', '1'],
    ['an exponent', '1e3', '2e3', '1'],
    ['no number', 'now', '10', '1'],
    ['an instant beyond the calendar', '253402300800', '253402300900', '10'],
  ])('is left to the backend: %s', (_name, start, end, step) => {
    expect(readStepRange(start, end, step)).toBeUndefined();
  });

  it('may have 11,000 steps', () => {
    expect(readStepRange('0', '11000', '1')).toEqual({
      stepMs: 1000,
      offsetMs: 0,
      from: 0,
      to: 11_001,
    });
  });
});
