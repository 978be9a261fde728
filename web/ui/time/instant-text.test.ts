import { describe, expect, it } from 'vitest';
import { instantText, offsetText } from './instant-text.ts';

const AT_MS = Date.parse('2026-11-20T23:30:05.900Z');

describe('instants', () => {
  it.each([
    ['UTC', '2026-11-20 23:30:05', 'UTC'],
    ['Europe/Berlin', '2026-11-21 00:30:05', 'UTC+01:00'],
    ['Asia/Shanghai', '2026-11-21 07:30:05', 'UTC+08:00'],
    ['America/St_Johns', '2026-11-20 20:00:05', 'UTC-03:30'],
  ])('in %s', (zone, text, offset) => {
    expect(instantText(AT_MS, zone)).toBe(text);
    expect(offsetText(AT_MS, zone)).toBe(offset);
  });
});
