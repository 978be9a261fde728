import { describe, expect, it } from 'vitest';
import { parseTyped, printTyped } from './typed-instant.ts';

describe('typed instants', () => {
  it.each([
    ['2026-11-20 09:00', 'UTC', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20 09:00:30', 'Asia/Shanghai', '2026-11-20T01:00:30.000Z'],
    ['2026-07-20', 'Europe/Berlin', '2026-07-19T22:00:00.000Z'],
    [' 2026-11-20T09:00+05:30 ', 'UTC', '2026-11-20T03:30:00.000Z'],
  ])('%s in %s is %s', (text, zone, iso) => {
    const end = parseTyped(text, zone);
    expect(end?.kind === 'absolute' && new Date(end.atMs).toISOString()).toBe(iso);
    expect(end && parseTyped(printTyped(end, zone), zone)).toEqual(end);
  });

  it.each(['', 'tomorrow', '2026-02-30 10:00', '09:00', 'now/x'])('%j is none', (text) => {
    expect(parseTyped(text, 'UTC')).toBeUndefined();
  });

  it('reads distances from now', () => {
    expect(parseTyped('now-90m', 'UTC')).toEqual({ kind: 'relative', agoMs: 5_400_000 });
    expect(parseTyped('now+1h', 'UTC')).toEqual({ kind: 'relative', agoMs: -3_600_000 });
    const today = parseTyped('now/d', 'Asia/Shanghai');
    expect(today).toEqual({ kind: 'calendar', text: 'now/d', zone: 'Asia/Shanghai' });
  });
});
