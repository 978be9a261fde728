import { describe, expect, it } from 'vitest';
import { STEPS, stepOf } from '../../../platform/model/severity-step.ts';
import { GROUNDS, TONES } from './colours.ts';
import { rankOf } from './scale.ts';

describe('severities on the five-step scale', () => {
  it.each([
    ['minor', STEPS, 'minor'],
    ['warning', ['critical', 'warning'], 'warning'],
    ['P1', ['P1', 'P2', 'P3'], 'critical'],
    ['P2', ['P1', 'P2', 'P3'], 'minor'],
    ['P3', ['P1', 'P2', 'P3'], 'info'],
    ['only', ['only'], 'critical'],
    ['unknown', ['P1', 'P2'], 'info'],
    ['critical', ['P1', 'P2'], 'critical'],
  ])('%s of %j is %s', (severity, ladder, step) => {
    expect(stepOf(severity, ladder)).toBe(step);
  });

  it('ranks unknown severities last', () => {
    expect(['x', 'P2', 'P1'].map((severity) => rankOf(severity, ['P1', 'P2']))).toEqual([2, 1, 0]);
  });
});

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((value) =>
    value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('contrast in the %s theme', (theme) => {
  it.each(Object.entries(TONES[theme]))('%s is readable', (_, { text, ground }) => {
    for (const behind of [ground, ...GROUNDS[theme]]) {
      expect(contrast(text, behind)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
