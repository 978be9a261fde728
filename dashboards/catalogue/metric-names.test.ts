import { expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { ScopedParameters } from '../model/scoped-api.ts';
import { MetricNames, metricNames } from './metric-names.ts';
import { MOST_NAMES } from './names-bounds.ts';

const NOW_MS = 1_700_000_000_000;
const user = (name: string): Principal => ({ kind: 'user', id: name, name, bindings: [] });

/** Answers by scope; refuses what reads further back than it may. */
function namesIn(scopes: Readonly<Record<string, readonly unknown[]>>, mostBackMs = Infinity) {
  const asked: string[] = [];
  const api = (scope: string) => ({
    prometheus: async (path: string, parameters: ScopedParameters) => {
      asked.push(`${scope} ${path}`);
      const start = Number(parameters.find(([name]) => name === 'start')?.[1]);
      const data = scopes[scope];
      if (data === undefined || NOW_MS - start * 1_000 > mostBackMs) throw new Error('refused');
      return { data, warnings: [] };
    },
  });
  return { asked, api };
}

it.each<[string, readonly unknown[] | undefined, number, readonly string[] | null]>([
  ['are those of the scope', ['up', 'a', 5], Infinity, ['up', 'a']],
  ['are those of the last minutes where no more may be read', ['up'], 300_000, ['up']],
  ['cannot be told where the scope may not be asked', undefined, Infinity, null],
  ['cannot be told where there are too many', Array(MOST_NAMES).fill('a'), Infinity, null],
])('names %s', async (_, data, mostBackMs, expected) => {
  const { api } = namesIn(data === undefined ? {} : { acme: data }, mostBackMs);
  const names = await metricNames(api('acme'), NOW_MS);
  expect(names && [...names]).toEqual(expected);
});

it('keeps them for a minute, of each scope and principal by itself', async () => {
  const { api, asked } = namesIn({ acme: ['a'], globex: ['g'] });
  const clock = new VirtualClock(NOW_MS);
  const names = new MetricNames((_, scope) => api(scope), clock);
  const [anna, gina] = [user('anna'), user('gina')];
  expect([...((await names.of(anna, 'acme')) ?? [])]).toEqual(['a']);
  expect([...((await names.of(gina, 'globex')) ?? [])]).toEqual(['g']);
  expect(await names.of(gina, 'secret')).toBeNull();
  await names.of(anna, 'acme');
  expect(asked.filter((one) => one.startsWith('acme'))).toHaveLength(1);
  await names.of(gina, 'acme');
  expect(asked.filter((one) => one.startsWith('acme'))).toHaveLength(2);
  await clock.advance(60_000);
  await names.of(anna, 'acme');
  expect(asked.filter((one) => one.startsWith('acme'))).toHaveLength(3);
});

it('ends with what it was asked for', async () => {
  const { api } = namesIn({});
  await expect(metricNames(api('acme'), NOW_MS, AbortSignal.abort())).rejects.toThrow('abort');
});
