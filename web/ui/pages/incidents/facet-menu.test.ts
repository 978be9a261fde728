import { describe, expect, it } from 'vitest';
import { countText } from './facet-menu.tsx';

describe('a number beside a choice', () => {
  it.each<[string, number | undefined, boolean, string]>([
    ['not counted yet', undefined, true, ''],
    ['as many as there are', 10_000, false, '10,000'],
    ['there are more', 10_000, true, '10,000+'],
    ['of those that were counted, this many', 12, true, '12+'],
  ])('%s', (_name, count, isCapped, text) => {
    expect(countText(count, isCapped)).toBe(text);
  });
});
