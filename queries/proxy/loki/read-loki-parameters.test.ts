import { describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from './loki-routes.ts';
import { readLokiParameters } from './read-loki-parameters.ts';

function passed(parameters: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const route = LOKI_ROUTES.find(({ path }) => path === 'loki/api/v1/query_range');
  if (!route) throw new Error('no such route');
  const form = new Map<string, readonly string[]>([
    ['query', ['{tenant="acme"}']],
    ...Object.entries(parameters).map(([name, value]): [string, string[]] => [name, [value]]),
  ]);
  return readLokiParameters(route, form).passed;
}

describe('interval', () => {
  it.each(['0', '5', '5s', '0.5'])('%s is passed on', (interval) => {
    expect(passed({ interval }).get('interval')).toBe(interval);
  });

  it.each([
    ['-1', 'interval must be >= 0'],
    ['soon', 'interval'],
  ])('%s is refused', (interval, message) => {
    expect(() => passed({ interval })).toThrow(message);
  });
});

it('takes no step of zero', () => {
  expect(() => passed({ step: '0' })).toThrow('zero or negative');
});
