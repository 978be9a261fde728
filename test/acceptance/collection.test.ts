import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '../../web/contract/collection.ts';
import { tokenClient } from '../support/api-client.ts';
import {
  EmbeddedLabClient,
  labToken,
  narrowToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('how the collection does', () => {
  let target: Server;
  let service: TocsinProcess;
  let address: string;

  beforeAll(async () => {
    target = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end('a 1\nb{namespace="globex-prod"} 2\n');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    const job = (name: string, environment: string, targets: readonly string[]) => ({
      name,
      environment,
      targets: [{ targets }],
    });
    service = await startEmbeddedLab({
      scrape: {
        self: true,
        host: false,
        interval: '1s',
        timeout: '1s',
        jobs: [
          job('web', 'acme.shop.prod', [address, '127.0.0.1:1']),
          job('money', 'acme.bank.prod', [address]),
          job('web', 'globex.shop.prod', [address]),
        ],
      },
    });
    await waitUntil(
      async () => {
        const { jobs } = await collectionOf(labToken('_platform'), '_platform');
        const targets = jobs.flatMap((one) => one.targets);
        return targets.length === 5 && targets.every(({ health }) => health !== 'unknown');
      },
      { what: 'the first scrapes' },
    );
  });
  afterAll(async () => {
    await service?.remove();
    target?.close();
  });

  const collectionOf = (token: string, scope: string) =>
    tokenClient(service.url, token).get<Collection>(`/api/v1/scopes/${scope}/collection`);

  const jobsOf = async (token: string, scope: string) =>
    (await collectionOf(token, scope)).jobs.map(({ tenant, name }) => `${tenant}/${name}`).sort();

  it('shows targets with what happened to them', async () => {
    const { jobs, disk } = await collectionOf(labToken('acme'), 'acme.shop.prod');
    expect(disk).toEqual({ isFull: false, freeBytes: expect.any(Number) });
    const [job, ...more] = jobs;
    expect(more).toEqual([]);
    expect(job).toMatchObject({ tenant: 'acme', name: 'web', dropped: 0, errors: [] });
    const up = job?.targets.find(({ instance }) => instance === address);
    expect(up).toMatchObject({
      health: 'up',
      lastError: '',
      samples: 2,
      refusedSamples: 0,
      intervalSeconds: 1,
      labels: { job: 'web', namespace: 'acme-prod' },
    });
    expect(Date.parse(up?.lastScrape ?? '')).toBeGreaterThan(Date.now() - 10_000);
    const down = job?.targets.find(({ instance }) => instance === '127.0.0.1:1');
    expect(down).toMatchObject({ health: 'down', samples: 0 });
    expect(down?.lastError).toContain('cannot be connected to');
  });

  it('shows each scope its own targets, and the platform all', async () => {
    expect(await jobsOf(labToken('acme'), 'acme')).toEqual(['acme/money', 'acme/web']);
    expect(await jobsOf(labToken('acme'), 'acme.bank')).toEqual(['acme/money']);
    expect(await jobsOf(narrowToken, 'acme')).toEqual(['acme/web']);
    expect(await jobsOf(labToken('globex'), 'globex')).toEqual(['globex/web']);
    expect(await jobsOf(labToken('_platform'), '_platform')).toEqual([
      '_platform/tocsin',
      'acme/money',
      'acme/web',
      'globex/web',
    ]);
  });

  it('shows rates and stores of the own tenant only', async () => {
    const acme = new EmbeddedLabClient(service.url, labToken('acme'));
    const streams = [{ stream: { app: 'a' }, values: [[`${Date.now()}000000`, 'a line']] }];
    await acme.json('POST', '/scopes/acme.shop.prod/loki/loki/api/v1/push', { streams });
    await acme.json('POST', '/scopes/acme.shop.prod/otlp/v1/metrics', { resourceMetrics: 1 });
    const own = await collectionOf(labToken('acme'), 'acme');
    expect(own.receivers).toEqual([
      expect.objectContaining({ receiver: 'loki-push', tenant: 'acme', pushes: 1, taken: 1 }),
      expect.objectContaining({ receiver: 'otlp-metrics', tenant: 'acme', failedPushes: 1 }),
    ]);
    expect(own.stores.map(({ tenant, kind }) => `${tenant}/${kind}`)).toEqual([
      'acme/metrics',
      'acme/logs',
    ]);
    expect(own.stores[0]).toMatchObject({ retention: '15d', rawBytes: null });
    expect(own.stores[0]?.entries).toBeGreaterThan(5);
    expect(own.stores[0]?.sizeBytes).toBeGreaterThan(0);
    expect(own.stores[1]).toMatchObject({ series: 1, entries: 1, rawBytes: 6 });
    const theirs = await collectionOf(labToken('globex'), 'globex');
    expect(theirs.receivers).toEqual([]);
    expect(theirs.stores.map(({ tenant, kind }) => `${tenant}/${kind}`)).toEqual([
      'globex/metrics',
    ]);
    const all = await collectionOf(labToken('_platform'), '_platform');
    expect(new Set(all.stores.map(({ tenant }) => tenant))).toEqual(
      new Set(['_platform', 'acme', 'globex']),
    );
  });

  it('says where pushes can go', async () => {
    const one = { refusal: null, namespaceLabel: null, namespaces: [] };
    const { push } = await collectionOf(labToken('globex'), 'globex');
    expect(push).toEqual({ metrics: one, logs: one });
    const several = await collectionOf(labToken('acme'), 'acme.shop');
    expect(several.push.metrics).toEqual({
      refusal: null,
      namespaceLabel: 'namespace',
      namespaces: ['acme-prod', 'acme-test'],
    });
    const both = await collectionOf(labToken('acme'), 'acme');
    expect(both.push.logs.refusal).toContain('acme@far, acme@lab');
    const far = await collectionOf(labToken('acme'), 'acme@far');
    expect(far.push.metrics.refusal).toContain('not in the embedded store');
  });

  it('is refused without the right', async () => {
    const path = '/api/v1/scopes/globex/collection';
    const { status } = await tokenClient(service.url, labToken('acme')).call('GET', path);
    expect(status).toBe(403);
  });
});
