import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compressSnappy } from '../../platform/wire/snappy-block.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { remoteWriteBody } from '../support/remote-write-body.ts';
import { bytesField, encodeV2, type WireSeries } from '../support/remote-write-v2-body.ts';
import { startWriteV2Receiver, type WriteV2Receiver } from '../support/remote-write-v2-receiver.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { signInAs, type TenantName, twoTenants } from '../support/two-tenants.ts';

const NOW_MS = Date.now();
const V1 = 'application/x-protobuf';
const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
const SYMBOLS = ['', '__name__', 'pushed', 'namespace', 'acme-prod', 'umbrella-prod', 'by', 'me'];
const PUSHED = [1, 2, 6, 7];
const ACME = [1, 2, 6, 7, 3, 4];

interface Pushed {
  readonly status: number;
  readonly text: string;
  /** Samples, histograms, exemplars; null for a header that is missing. */
  readonly written: readonly (string | null)[];
}

/** The service before one backend, with a token for each tenant to write. */
async function startWriters(prometheusUrl: string) {
  const service = await startTocsin({ config: twoTenants({ prometheusUrl }) });
  const writers = new Map<TenantName, string>();
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
  const push = async (
    scope: string,
    bytes: Buffer,
    contentType = V2,
    tenant: TenantName = 'acme',
  ): Promise<Pushed> => {
    const answer = await fetch(`${service.url}/scopes/${scope}/prometheus/api/v1/write`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${writers.get(tenant)}`,
        'content-type': contentType,
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': contentType === V2 ? '2.0.0' : '0.1.0',
      },
      body: new Uint8Array(bytes),
    });
    const written = ['samples', 'histograms', 'exemplars'].map((what) =>
      answer.headers.get(`x-prometheus-remote-write-${what}-written`),
    );
    return { status: answer.status, text: await answer.text(), written };
  };
  return { service, push };
}

const body = (...series: readonly WireSeries[]): Buffer =>
  compressSnappy(encodeV2({ symbols: SYMBOLS, series }));
const sample = [[1, NOW_MS]] as const;
const NONE = ['0', '0', '0'];

describe('remote write 2.0 into a scope', () => {
  let receiver: WriteV2Receiver;
  let service: TocsinProcess;
  let push: Awaited<ReturnType<typeof startWriters>>['push'];

  beforeAll(async () => {
    receiver = await startWriteV2Receiver();
    ({ service, push } = await startWriters(receiver.url));
  });
  beforeEach(() => receiver.forget());
  afterAll(async () => {
    await service?.remove();
    await receiver?.stop();
  });

  it('arrives as 2.0, labelled, and says how much was written', async () => {
    const series: WireSeries = {
      labelsRefs: PUSHED,
      samples: [[1, NOW_MS, NOW_MS - 5]],
      exemplars: [{ labelsRefs: [6, 7], value: 3, atMs: NOW_MS }],
      metadata: { type: 1, helpRef: 5, unitRef: 0 },
    };
    const other = { labelsRefs: ACME, histograms: [bytesField(16, Buffer.alloc(8))] };
    const answer = await push('acme.shop.prod', body(series, other));
    expect(answer).toEqual({ status: 204, text: '', written: ['1', '1', '1'] });
    expect(receiver.violations).toEqual([]);
    const labels = { __name__: 'pushed', by: 'me', namespace: 'acme-prod' };
    expect(receiver.taken).toMatchObject([
      {
        symbols: ['', '__name__', 'pushed', 'by', 'me', 'namespace', 'acme-prod'],
        series: [
          {
            labels,
            samples: [{ value: 1, atMs: NOW_MS, startMs: NOW_MS - 5 }],
            exemplars: [{ labels: { by: 'me' }, value: 3 }],
            metadata: { type: 1, help: '', unit: '' },
          },
          { labels, histograms: [bytesField(16, Buffer.alloc(8))] },
        ],
      },
    ]);
  });

  it('labels what each tenant pushes with its own namespace', async () => {
    const mine = body({ labelsRefs: PUSHED, samples: sample });
    expect((await push('acme.shop.prod', mine)).status).toBe(204);
    expect((await push('umbrella', mine, V2, 'umbrella')).status).toBe(204);
    const namespaces = receiver.taken.map(({ series }) => series[0]?.labels.namespace);
    expect(namespaces).toEqual(['acme-prod', 'umbrella-prod']);
  });

  it.each<[string, readonly WireSeries[], string]>([
    [
      'a label outside the scope',
      [{ labelsRefs: PUSHED }, { labelsRefs: [...PUSHED, 3, 5] }],
      'namespace="umbrella-prod", which is outside the scope; nothing was stored',
    ],
    ['a label twice', [{ labelsRefs: [1, 2, 1, 2] }], 'twice'],
    ['labels out of order', [{ labelsRefs: [6, 7, 1, 2] }], 'out of order'],
    ['a reference to nothing', [{ labelsRefs: [1, 99] }], 'symbol 99'],
    ['no labels', [{ labelsRefs: [] }], 'without labels'],
  ])('refuses %s, and nothing of the request arrives', async (_, series, why) => {
    const answer = await push('acme.shop.prod', body(...series));
    expect(answer).toMatchObject({ status: 400, written: NONE });
    expect(answer.text).toContain(why);
    expect(receiver.headers).toEqual([]);
  });

  it('refuses a foreign scope, bombs and other encodings before anything else', async () => {
    const good = body({ labelsRefs: PUSHED, samples: sample });
    expect((await push('umbrella', good)).status).toBe(403);
    const bomb = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 1]);
    expect(await push('acme', bomb)).toMatchObject({ status: 413, written: NONE });
    expect(await push('acme', Buffer.from('none'))).toMatchObject({ status: 400, written: NONE });
    expect(receiver.headers).toEqual([]);
  });

  it('passes on a refusal with the counts of what was written all the same', async () => {
    receiver.refuse({
      status: 400,
      text: 'out of order sample\n',
      headers: { 'X-Prometheus-Remote-Write-Samples-Written': '1' },
    });
    const answer = await push('acme', body({ labelsRefs: PUSHED, samples: sample }));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('out of order sample');
    expect(answer.written).toEqual(['1', '0', '0']);
  });

  it.each<[string, number, number]>([
    ['overloaded', 429, 429],
    ['broken', 500, 502],
    ['full', 503, 503],
  ])('lets the sender come back where the backend is %s', async (_, status, ours) => {
    receiver.refuse({ status, text: 'later' });
    const answer = await push('acme', body({ labelsRefs: PUSHED, samples: sample }));
    expect([answer.status, answer.written]).toEqual([ours, [null, null, null]]);
  });

  it.each<[string, number]>([
    ['refuses the message', 415],
    ['takes it for an empty one of 1.0', 204],
  ])('says 415 where the backend %s, so that the sender falls back', async (_, status) => {
    receiver.refuse({ status, text: '' });
    const answer = await push('acme', body({ labelsRefs: PUSHED, samples: sample }));
    expect([answer.status, answer.written]).toEqual([415, [null, null, null]]);
    expect(answer.text).toContain('prometheus.WriteRequest');
  });

  it('says nothing of counts to a sender of 1.0', async () => {
    receiver.refuse({
      status: 204,
      text: '',
      headers: { 'X-Prometheus-Remote-Write-Samples-Written': '1' },
    });
    const series = { labels: { __name__: 'pushed' }, samples: [[NOW_MS, 1]] as const };
    const answer = await push('acme', remoteWriteBody([series]), V1);
    expect(answer).toEqual({ status: 204, text: '', written: [null, null, null] });
    expect(receiver.headers[0]).toMatchObject({
      'content-type': V1,
      'x-prometheus-remote-write-version': '0.1.0',
    });
  });
});

requires('prometheus')('remote write 2.0 to a Prometheus that takes 1.0 alone', () => {
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let push: Awaited<ReturnType<typeof startWriters>>['push'];

  beforeAll(async () => {
    prometheus = await startPrometheus();
    ({ service, push } = await startWriters(prometheus.url));
  });
  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
  });

  const stored = async () =>
    (await prometheus.get('/api/v1/query', { query: 'pushed', time: `${NOW_MS / 1000}` })) as {
      readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
    };

  it('is answered 415 and stores nothing; then 1.0 is taken', async () => {
    const refused = await push('acme', body({ labelsRefs: PUSHED, samples: sample }));
    expect(refused).toMatchObject({ status: 415, text: expect.stringContaining('send 1.0') });
    expect((await stored()).result).toEqual([]);
    const series = { labels: { __name__: 'pushed' }, samples: [[NOW_MS, 1]] as const };
    expect((await push('acme', remoteWriteBody([series]), V1)).status).toBe(204);
    expect((await stored()).result).toMatchObject([{ metric: { namespace: 'acme-prod' } }]);
  });
});
