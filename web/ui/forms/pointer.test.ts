import { describe, expect, it } from 'vitest';
import { findingsOf, placeFindings, pointer } from './pointer.ts';

describe('findings at fields', () => {
  it('writes pointers with their escapes', () => {
    expect(pointer('levels', 0, 'for')).toBe('/levels/0/for');
    expect(pointer('labels', 'a/b~c')).toBe('/labels/a~1b~0c');
  });

  it('keeps the first finding of a field', () => {
    const findings = findingsOf([
      { path: '/name', message: 'taken' },
      { path: '/name', message: 'too long' },
    ]);
    expect([...findings]).toEqual([['/name', 'taken']]);
  });

  it('moves findings up to the nearest shown field, and lists the rest', () => {
    const findings = findingsOf([
      { path: '/to/1', message: 'no address' },
      { path: '/labels/x', message: 'reserved' },
      { path: '', message: 'no' },
    ]);
    expect(placeFindings(findings, ['/to', '/name'])).toEqual({
      placed: new Map([['/to', 'no address']]),
      unplaced: ['/labels/x: reserved', 'no'],
    });
  });
});
