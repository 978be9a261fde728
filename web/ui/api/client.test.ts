import { describe, expect, it } from 'vitest';
import { API } from '../../contract/api.ts';
import { createCall, httpRequestOf } from './client.ts';
import { createAskPrometheus, prometheusPath } from './prometheus.ts';
import { ROUTES } from './routes.ts';

describe('requests', () => {
  it('fill the path, the query and If-Match', () => {
    const { url, init } = httpRequestOf('rules.update', {
      params: { owner: 'acme', id: 'a/b' },
      query: { limit: 5, cursor: undefined },
      body: { name: 'CPU' },
      revision: 7,
    });
    expect(url).toBe('/api/v1/tenants/acme/rules/a%2Fb?limit=5');
    expect(init).toMatchObject({ method: 'PUT', body: '{"name":"CPU"}' });
    expect(new Headers(init.headers).get('if-match')).toBe('"7"');
  });

  it('go where the contract says', () => {
    for (const [name, route] of Object.entries(ROUTES)) {
      const endpoint = Object.entries(API).find(([key]) => key === name)?.[1];
      expect(route).toBe(`${endpoint?.method} ${endpoint?.path}`);
    }
  });

  it.each([
    ['acme.shop@eu-1', '/scopes/acme.shop@eu-1/prometheus'],
    ['_platform', '/scopes/_platform/prometheus'],
    ['../x', '/scopes/..%2Fx/prometheus'],
  ])('ask Prometheus about %s at %s', (scope, path) => {
    expect(prometheusPath(scope)).toBe(path);
  });
});

function transport(answer: () => Response | Promise<Response>) {
  const told: string[] = [];
  return {
    told,
    fetch: async () => answer(),
    onSignedOut: () => {
      told.push('signed out');
    },
  };
}

describe('answers', () => {
  const unauthenticated = () =>
    Response.json(
      { error: { kind: 'unauthenticated', message: 'no', details: [], requestId: '' } },
      { status: 401 },
    );

  it('of 401 sign out, but not those of signing in', async () => {
    const io = transport(unauthenticated);
    const call = createCall(io);
    const body = { name: 'ann', password: 'wrong' };
    await expect(call('session.signIn', { body })).rejects.toMatchObject({ status: 401 });
    expect(io.told).toEqual([]);
    await expect(call('session.get', {})).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect(io.told).toEqual(['signed out']);
  });

  it('of 204 are null', async () => {
    const call = createCall(transport(() => new Response(null, { status: 204 })));
    expect(await call('session.signOut', {})).toBeNull();
  });

  it('that never came are unreachable', async () => {
    const call = createCall(transport(() => Promise.reject(new TypeError('fetch failed'))));
    await expect(call('session.get', {})).rejects.toMatchObject({ kind: 'unreachable', status: 0 });
  });

  it('of Prometheus keep its error text, its warnings and its notes', async () => {
    const error = { status: 'error', errorType: 'bad_data', error: '1:5: parse error' };
    const ask = createAskPrometheus(transport(() => Response.json(error, { status: 400 })));
    await expect(ask('acme', 'query', { query: 'up{' })).rejects.toMatchObject({
      kind: 'prometheus:bad_data',
      message: '1:5: parse error',
    });
    const data = { resultType: 'vector', result: [] };
    const fine = createAskPrometheus(
      transport(() => Response.json({ status: 'success', data, warnings: ['a'], infos: ['b'] })),
    );
    expect(await fine('acme', 'query', {})).toEqual({ data, warnings: ['a', 'b'] });
  });
});
