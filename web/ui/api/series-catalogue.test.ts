import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { catalogueQueries, factsOf, metadataOf } from './series-catalogue.ts';

describe('the catalogue of a scope', () => {
  it('asks once, and never answers one scope from what another was told', async () => {
    const asked: string[] = [];
    const client = new QueryClient();
    const read = async (scope: string, path: string) => {
      asked.push(`${scope} ${path}`);
      return [`${scope}_total`, 7];
    };
    const acme = catalogueQueries(read, 'acme.shop');
    const umbrella = catalogueQueries(read, 'umbrella.shop');
    expect(await client.fetchQuery(acme.names())).toEqual(['acme.shop_total']);
    expect(await client.fetchQuery(acme.names())).toEqual(['acme.shop_total']);
    expect(await client.fetchQuery(umbrella.names())).toEqual(['umbrella.shop_total']);
    expect(asked).toEqual([
      'acme.shop label/__name__/values',
      'umbrella.shop label/__name__/values',
    ]);
  });
});

describe('a scope that may not read far back', () => {
  const refusal = new ApiError({ kind: 'execution', status: 422, message: 'too far back' });

  it('is asked for what there was in the last minutes', async () => {
    const starts: number[] = [];
    const read = async (
      _scope: string,
      _path: string,
      parameters: readonly (readonly string[])[],
    ) => {
      starts.push(Number(parameters.find(([name]) => name === 'start')?.[1]));
      if (starts.length === 1) throw refusal;
      return ['up'];
    };
    const catalogue = catalogueQueries(read, 'acme');
    expect(await new QueryClient().fetchQuery(catalogue.labels('up'))).toEqual(['up']);
    const [first = 0, second = 0] = starts;
    expect(second - first).toBeGreaterThan(11 * 3600);
  });

  it('is asked twice at most', async () => {
    const read = () => Promise.reject(refusal);
    const names = catalogueQueries(read, 'acme').names();
    await expect(new QueryClient().fetchQuery(names)).rejects.toBe(refusal);
  });
});

describe('metadata', () => {
  const metadata = metadataOf({
    up: [{ type: 'gauge', help: 'Whether it is up', unit: '' }, { type: 'other' }],
    latency_seconds: [{ type: 'histogram', help: 'How long', unit: 'seconds' }],
    broken: 'no list',
    strange: [{ type: 7 }],
  });

  it('takes what is a description and leaves the rest', () => {
    expect([...metadata.keys()]).toEqual(['up', 'latency_seconds', 'strange']);
    expect(metadata.get('strange')).toEqual({ type: '', help: '', unit: '' });
    expect(metadataOf(null).size).toBe(0);
  });

  it('knows the parts of a histogram by the whole', () => {
    expect(factsOf(metadata, 'latency_seconds_bucket')?.type).toBe('histogram');
    expect(factsOf(metadata, 'up')?.help).toBe('Whether it is up');
    expect(factsOf(metadata, 'down')).toBeUndefined();
  });
});
