import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpScrapeClient } from '../../collector/scrape/http-scrape-client.ts';
import type { ScrapeRequest } from '../../collector/scrape/scrape-client.ts';
import { scrapeJob } from '../../collector/scrape/scrape-job.ts';
import { createScrapeManager } from '../../collector/scrape/scrape-manager.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createGuard } from '../../platform/outbound/guard.ts';
import { createGuardedDispatcher } from '../../platform/outbound/guarded-dispatcher.ts';
import { makeAuthority } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { waitUntil } from '../support/wait-until.ts';
import { SampleRecorder } from './scrape-recorder.ts';

const NAMES: Readonly<Record<string, string>> = {
  'inner.test': '10.0.0.7',
  'outer.test': '93.184.216.34',
};
const newClient = () =>
  createHttpScrapeClient({
    clock: systemClock,
    probedBy: createGuard({
      policy: 'tenant',
      resolve: async (host) => {
        const address = NAMES[host];
        if (address === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
        return [{ address, family: 4 }];
      },
    }),
    dispatcherOf: (tls) =>
      createGuardedDispatcher({
        policy: 'administrator',
        connectTimeoutMs: 5_000,
        headersTimeoutMs: 5_000,
        bodyTimeoutMs: 5_000,
        connections: 2,
        tls,
      }),
  });

const authority = makeAuthority('lab');
const never = new AbortController().signal;
let target: ScriptedBackend;
let secure: ScriptedBackend;
const client = newClient();

beforeAll(async () => {
  target = await startScriptedBackend();
  secure = await startScriptedBackend(authority.issue('127.0.0.1', ['127.0.0.1']));
});
afterAll(async () => {
  await client.close();
  await Promise.all([target.stop(), secure.stop()]);
});

const request = (given: Partial<ScrapeRequest> = {}): ScrapeRequest => ({
  url: `${target.url}/metrics?a=b`,
  headers: { accept: 'text/plain' },
  maxBytes: 10_000,
  timeoutMs: 5_000,
  tls: {},
  outbound: 'administrator' as const,
  ...given,
});

describe('the scrape client', () => {
  it('gets a body, plain and gzipped', async () => {
    target.answer((response, { url }) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      if (url.startsWith('/zipped')) {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync('m 2\n'));
      } else response.end('m 1\n');
    });
    const plain = await client.get(request(), never);
    const contentType = 'text/plain; version=0.0.4';
    expect(plain).toEqual({
      kind: 'answered',
      status: 200,
      contentType,
      body: Buffer.from('m 1\n'),
    });
    const zipped = await client.get(request({ url: `${target.url}/zipped` }), never);
    expect(zipped).toMatchObject({ kind: 'answered', body: Buffer.from('m 2\n') });
    expect(target.seen[0]).toMatchObject({
      method: 'GET',
      url: '/metrics?a=b',
      headers: { accept: 'text/plain', 'accept-encoding': 'gzip', 'user-agent': 'tocsin' },
    });
  });

  it.each<
    [string, (response: Parameters<Parameters<ScriptedBackend['answer']>[0]>[0]) => void, object]
  >([
    ['too much', (response) => response.end('m'.repeat(20_000)), { kind: 'too_large' }],
    [
      'too much, zipped',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(Buffer.alloc(5_000_000)));
      },
      { kind: 'too_large', message: 'body size limit exceeded (10000 bytes)' },
    ],
    [
      'what is no gzip',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end('m 1\n');
      },
      { kind: 'failed', message: expect.stringContaining('the gzip body cannot be read') },
    ],
    [
      'another place',
      (response) => {
        response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      },
      { kind: 'answered', status: 302 },
    ],
    [
      'half a body',
      (response) => {
        response.setHeader('content-length', '100');
        response.write('m 1\n', () => response.destroy());
      },
      { kind: 'failed' },
    ],
    [
      'nothing',
      () => undefined,
      { kind: 'failed', message: expect.stringContaining('no complete answer within 200ms') },
    ],
  ])('when the target answers %s', async (_, answer, expected) => {
    target.answer(answer);
    expect(await client.get(request({ timeoutMs: 200 }), never)).toMatchObject(expected);
  });

  it('says that nobody is there, and stays away from metadata services', async () => {
    const url = `http://127.0.0.1:${await freePort()}/metrics`;
    expect(await client.get(request({ url }), never)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('the target cannot be connected to'),
    });
    const metadata = request({ url: 'http://169.254.169.254/metrics' });
    expect(await client.get(metadata, never)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('is not allowed as a destination (cloud metadata)'),
    });
  });

  it('trusts the authority that the job names, and no other', async () => {
    secure.answer((response) => response.end('m 1\n'));
    const url = `${secure.url}/metrics`;
    const trusted = request({ url, tls: { ca: authority.ca } });
    expect(await client.get(trusted, never)).toMatchObject({ kind: 'answered', status: 200 });
    expect(await client.get(request({ url }), never)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('TLS: '),
    });
    const careless = request({ url, tls: { rejectUnauthorized: false } });
    expect(await client.get(careless, never)).toMatchObject({ kind: 'answered' });
  });
});

describe('scraping over HTTP', () => {
  it('stores what targets of two tenants expose, each under its own labels', async () => {
    target.forget();
    target.answer((response, { url }) => {
      response.setHeader('content-type', 'text/plain');
      const foreign = url === '/acme' ? 'globex' : 'acme';
      response.end(`m{namespace="${foreign}",tenant="${foreign}"} 1\n`);
    });
    const stores = new Map(['acme', 'globex'].map((name) => [name, new SampleRecorder()]));
    const groups = [{ targets: [new URL(target.url).host], labels: {} }];
    const manager = createScrapeManager({
      jobs: [...stores.keys()].map((tenant) =>
        scrapeJob({
          id: tenant,
          name: 'lab',
          tenant,
          ownLabels: labelsFrom([
            ['namespace', tenant],
            ['tenant', tenant],
          ]),
          source: { kind: 'discovered', discoveries: [{ kind: 'static', groups }] },
          intervalMs: 1_000,
          metricsPath: `/${tenant}`,
          honorLabels: true,
          auth: { kind: 'bearer', token: `token-of-${tenant}` },
        }),
      ),
      sinkOf: (tenant) => stores.get(tenant) ?? new SampleRecorder(),
      client: newClient(),
      clock: systemClock,
      logger: createLogger({ level: 'silent' }),
    });
    await manager.start();
    await waitUntil(() => [...stores.values()].every((store) => store.exposed().length > 1), {
      what: 'two scrapes of both',
    });
    await manager.drain(never);
    await manager.stop();
    for (const [tenant, store] of stores) {
      for (const { labels } of store.samples) {
        expect([labels.get('namespace'), labels.get('tenant')]).toEqual([tenant, tenant]);
      }
      const foreign = tenant === 'acme' ? 'globex' : 'acme';
      expect(store.exposed()[0]?.labels.get('exported_namespace')).toBe(foreign);
      expect(store.exposed().at(-1)?.value).toBe('stale');
      const asked = target.seen.filter(({ url }) => url === `/${tenant}`);
      expect(asked[0]?.headers.authorization).toBe(`Bearer token-of-${tenant}`);
      expect(asked[0]?.headers.accept).toContain('application/openmetrics-text;version=1.0.0');
    }
  });
});

describe('what a prober is to ask for a tenant', () => {
  it('is judged at each scrape, whatever its name is by now', async () => {
    const before = target.seen.length;
    for (const host of ['10.0.0.1', '169.254.169.254', '::1', 'inner.test']) {
      expect(await client.get(request({ probed: { host, port: 80 } }), never)).toEqual({
        kind: 'failed',
        message: expect.stringContaining(`${host} is not allowed`),
      });
    }
    expect(target.seen).toHaveLength(before);
    for (const host of ['8.8.8.8', 'outer.test', 'gone.test']) {
      const answer = await client.get(request({ probed: { host, port: 80 } }), never);
      expect(answer.kind, host).not.toBe('failed');
    }
  });
});
