import { describe, expect, it } from 'vitest';
import { instantText, parseLokiInstantNs, parseLokiStepMs, printInstantNs } from './loki-time.ts';

describe('parseLokiInstantNs', () => {
  it.each([
    ['1700000000', 1_700_000_000_000_000_000n],
    ['1700000000000000001', 1_700_000_000_000_000_001n],
    ['17000000000', 17_000_000_000n],
    ['0', 0n],
    ['1700000000.5', 1_700_000_000_500_000_000n],
    ['1700000000.123456', 1_700_000_000_123_000_000n],
    ['2023-11-14T22:13:20Z', 1_700_000_000_000_000_000n],
    ['2023-11-14T22:13:20.000000001Z', 1_700_000_000_000_000_001n],
    ['2023-11-15T00:13:20.25+02:00', 1_700_000_000_250_000_000n],
    ['1969-12-31T23:59:59.75Z', -250_000_000n],
  ])('reads %s', (text, ns) => {
    expect(parseLokiInstantNs(text)).toBe(ns);
  });

  it.each(['', 'now', '1e9', '2023-11-14', '2023-11-14T22:13:20', '9999999999999999999', '1.'])(
    'refuses %s',
    (text) => {
      expect(parseLokiInstantNs(text)).toBeUndefined();
    },
  );
});

describe('printInstantNs and instantText', () => {
  it.each([
    [1_700_000_000_000_000_001n, '2023-11-14T22:13:20.000000001Z'],
    [0n, '1970-01-01T00:00:00.000000000Z'],
    [-1n, '1969-12-31T23:59:59.999999999Z'],
  ])('prints %s', (ns, text) => {
    expect(printInstantNs(ns)).toBe(text);
    expect(parseLokiInstantNs(text)).toBe(ns);
  });

  it('is read back as the same instant, or an earlier one in the first ten seconds of 1970', () => {
    for (const ns of [0n, 5_000_000_000n, 10_000_000_000n, 1_700_000_000_000_000_001n]) {
      expect(parseLokiInstantNs(instantText(ns))).toBe(ns);
    }
    expect(parseLokiInstantNs(instantText(9_999_999_999n))).toBe(9_000_000_000n);
  });
});

describe('parseLokiStepMs', () => {
  it.each([
    ['15', 15_000],
    ['0.5', 500],
    ['15000ms', 15_000],
    ['1h30m', 5_400_000],
    ['-1', -1_000],
  ])('reads %s', (text, ms) => {
    expect(parseLokiStepMs(text)).toBe(ms);
  });

  it.each(['', 'soon', '1e300', '5 m'])('refuses %s', (text) => {
    expect(parseLokiStepMs(text)).toBeUndefined();
  });
});
