import { expect, it } from 'vitest';
import { isSeverity, severityOf } from './priority.ts';

const SHORT = ['critical', 'warning', 'info'];
const OTHER = ['p1', 'p2', 'p3', 'p4'];

it.each([
  ['warning', SHORT, 'warning'],
  ['WARNING', SHORT, 'warning'],
  ['EMERGENCY', SHORT, 'critical'],
  ['ERROR', SHORT, 'warning'],
  ['DEBUG', SHORT, 'info'],
  ['INFORMATIONAL', SHORT, 'info'],
  ['CRITICAL', OTHER, 'p1'],
  ['ERROR', OTHER, 'p2'],
  ['WARNING', OTHER, 'p3'],
  ['NOTICE', OTHER, 'p4'],
  ['gone', OTHER, 'p4'],
  ['WARNING', ['only'], 'only'],
])('%s on %j is %s', (text, ladder, expected) => {
  expect(severityOf(text, ladder)).toBe(expected);
});

it('knows rungs and priorities', () => {
  expect(['p1', 'debug', 'Information'].map((text) => isSeverity(text, OTHER))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isSeverity('gone', OTHER)).toBe(false);
});
