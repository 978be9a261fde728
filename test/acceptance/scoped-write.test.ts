import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, type TenantName, twoTenants } from '../support/two-tenants.ts';

const NOW_MS = Date.now();

requires('prometheus')('remote write into a scope', () => {
  let prometheus: Prometheus;
  let service: TocsinProcess;
  const writers = new Map<TenantName, string>();

  beforeAll(async () => {
    prometheus = await startPrometheus();
    service = await startTocsin({ config: twoTenants({ prometheusUrl: prometheus.url }) });
    for (const tenant of ['acme', 'umbrella'] as const) {
      const admin = await signInAs(service.url, `${tenant}-admin`);
      const { secret } = await admin.post<ApiTokenWithSecret>(`/api/v1/tenants/${tenant}/tokens`, {
        name: 'agent',
        kind: 'scope',
        node: tenant,
        permissions: ['metrics:write'],
        expiresAt: null,
      });
      writers.set(tenant, secret);
    }
  });
  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
  });

  const body = (labels: Record<string, string>, value = 1) =>
    remoteWriteBody([{ labels: { __name__: 'pushed', ...labels }, samples: [[NOW_MS, value]] }]);

  async function push(
    tenant: TenantName,
    scope: string,
    bytes: Buffer,
    headers: Record<string, string> = {},
  ) {
    const answer = await fetch(`${service.url}/scopes/${scope}/prometheus/api/v1/write`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${writers.get(tenant)}`,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        ...headers,
      },
      body: new Uint8Array(bytes),
    });
    return { status: answer.status, text: await answer.text() };
  }

  const stored = async () =>
    (
      (await prometheus.get('/api/v1/query', { query: 'pushed', time: `${NOW_MS / 1000}` })) as {
        result: { metric: Record<string, string> }[];
      }
    ).result
      .map(({ metric }) => `${metric.namespace}/${metric.by}`)
      .sort();

  it('labels what each tenant pushes with its own namespace', async () => {
    expect(await push('acme', 'acme.shop.prod', body({ by: 'acme' }))).toEqual({
      status: 204,
      text: '',
    });
    expect(
      (await push('umbrella', 'umbrella', body({ by: 'umbrella', namespace: 'umbrella-prod' })))
        .status,
    ).toBe(204);
    expect(await stored()).toEqual(['acme-prod/acme', 'umbrella-prod/umbrella']);
  });

  it('stores nothing of a request that reaches outside the scope', async () => {
    const before = await stored();
    const mixed = remoteWriteBody([
      { labels: { __name__: 'pushed', by: 'good' }, samples: [[NOW_MS, 1]] },
      {
        labels: { __name__: 'pushed', by: 'forged', namespace: 'umbrella-prod' },
        samples: [[NOW_MS, 666]],
      },
    ]);
    const refused = await push('acme', 'acme.shop.prod', mixed);
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('outside the scope; nothing was stored'),
    ]);
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['a foreign scope', 'umbrella', {}, 403],
    ['JSON', 'acme', { 'content-type': 'application/json' }, 415],
    ['gzip', 'acme', { 'content-encoding': 'gzip' }, 415],
    [
      'an unknown message',
      'acme',
      { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v3.Request' },
      415,
    ],
    [
      '1.0 that says it is 2.0',
      'acme',
      { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' },
      400,
    ],
  ])('refuses %s', async (_, scope, headers: Record<string, string>, status) => {
    expect((await push('acme', scope, body({ by: 'x' }), headers)).status).toBe(status);
  });

  it.each([
    ['garbage', Buffer.from('no snappy at all')],
    ['nothing', Buffer.alloc(0)],
    ['a bomb that declares 4 GiB', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 1])],
  ])('refuses %s', async (_, bytes) => {
    expect([400, 413]).toContain((await push('acme', 'acme', bytes)).status);
  });

  it('asks for the permission to push and for POST', async () => {
    const asReader = { authorization: `Bearer ${readerToken('acme')}` };
    expect((await push('acme', 'acme', body({}), asReader)).status).toBe(403);
    const get = await fetch(`${service.url}/scopes/acme/prometheus/api/v1/write`, {
      headers: asReader,
    });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('tells the sender to come back when the backend is down, and passes its refusals on', async () => {
    const refused = await push('acme', 'acme', body({ by: 'acme' }, 2));
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('duplicate sample'),
    ]);
    await prometheus.stop();
    expect((await push('acme', 'acme', body({ by: 'late' }))).status).toBe(502);
  });
});
