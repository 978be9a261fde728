import { decodeTime, isValid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { derivedUlid } from './derived-ulid.ts';

describe('derived ULIDs', () => {
  it('are the same for the same instant and text, and else others', () => {
    const id = derivedUlid(1_767_225_600_000, 'a/b');
    expect(isValid(id)).toBe(true);
    expect(decodeTime(id)).toBe(1_767_225_600_000);
    expect(derivedUlid(1_767_225_600_000, 'a/b')).toBe(id);
    expect(derivedUlid(1_767_225_600_000, 'a/c')).not.toBe(id);
    expect(derivedUlid(1_767_225_600_001, 'a/b') > id).toBe(true);
  });
});
