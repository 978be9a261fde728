import { describe, expect, it } from 'vitest';
import { readLogs, writeLogs } from './logs-state.ts';

describe('the address', () => {
  it.each([
    ['nothing', ''],
    ['a query', 'q=%7Ba%3D%22%E6%94%AF%E4%BB%98%22%7D'],
    ['all', 'q=%7Ba%3D%22b%22%7D&order=oldest&edit=text&live=1'],
  ])('says what is shown: %s', (_, text) => {
    const written = writeLogs(readLogs(new URLSearchParams(text)));
    const pairs = Object.entries(written).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    expect(new URLSearchParams(pairs).toString()).toBe(text);
  });
});
