import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRemoteWriteReceiver } from '../../collector/receivers/remote-write/remote-write-receiver.ts';
import { DEFAULT_SERIES_LIMITS } from '../../collector/receivers/series-labels.ts';
import { freePort } from '../support/free-port.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { noQuota, placeOf, pushOf } from '../support/receiver-world.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';

requires('prometheus')('remote write of a real Prometheus', () => {
  const place = placeOf('acme');
  const statuses: number[] = [];
  let isThingGone = false;
  const receive = createRemoteWriteReceiver({
    maxPlainBytes: 16_000_000,
    seriesLimits: DEFAULT_SERIES_LIMITS,
    quota: noQuota,
  });
  let server: Server;
  let prometheus: Prometheus;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      if (request.url === '/metrics') {
        response.writeHead(isThingGone ? 503 : 200, { 'content-type': 'text/plain' });
        response.end('thing 1\n');
        return;
      }
      const answer = await receive(
        pushOf(await bodyOf(request), {
          contentType: request.headers['content-type'],
          contentEncoding: request.headers['content-encoding'],
        }),
        place,
      );
      statuses.push(answer.status);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    place.samples.isFull = true;
    const own = await freePort();
    prometheus = await startPrometheus({
      port: own,
      scrape: [
        { jobName: 'self', targets: [`127.0.0.1:${own}`] },
        { jobName: 'thing', targets: [`127.0.0.1:${port}`] },
      ],
      remoteWriteUrl: `http://127.0.0.1:${port}/api/v1/write`,
    });
  });

  afterAll(async () => {
    await prometheus?.stop();
    server?.closeAllConnections();
    server?.close();
  });

  it('comes again while nothing can be stored, and loses nothing', async () => {
    await waitUntil(() => statuses.includes(503), { what: 'a refusal' });
    place.samples.isFull = false;
    await waitUntil(() => upTimes(place).length >= 4, { what: 'four scrapes' });
    const atMs = upTimes(place)[3] ?? 0;
    const theirs = await prometheus.get('/api/v1/query', {
      query: '{job="self"}[1h]',
      time: String(atMs / 1_000),
    });
    const stored = new Map(
      place.samples.stored.map(
        ({ labels: { namespace: _, tenant: __, ...labels }, timeMs, value }) => [
          `${JSON.stringify(Object.entries(labels).sort())} ${timeMs}`,
          value,
        ],
      ),
    );
    const result = (theirs as { result: readonly Matrix[] }).result;
    expect(result.length).toBeGreaterThan(300);
    let compared = 0;
    for (const { metric, values } of result) {
      const key = JSON.stringify(Object.entries(metric).sort());
      for (const [seconds, value] of values) {
        expect([metric, stored.get(`${key} ${Math.round(seconds * 1_000)}`)]).toEqual([
          metric,
          numberOf(value),
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(result.length);
  });

  it('stamps what comes and hands the metadata on', async () => {
    for (const { labels } of place.samples.stored) {
      expect(labels).toMatchObject({ namespace: 'acme-prod', tenant: 'acme' });
    }
    await waitUntil(() => place.metadata.noted.some(({ name }) => name === 'go_goroutines'), {
      what: 'metadata',
    });
    expect(place.metadata.noted).toContainEqual({
      name: 'go_goroutines',
      type: 'gauge',
      help: 'Number of goroutines that currently exist.',
      unit: '',
    });
  });

  it('sees the end of series that are not there any more', async () => {
    isThingGone = true;
    const isStale = () =>
      place.samples.stored.some(
        ({ labels, value }) => labels.__name__ === 'thing' && value === 'stale',
      );
    await waitUntil(isStale, { what: 'a staleness marker' });
    expect(new Set(statuses)).toEqual(new Set([503, 204]));
  });
});

interface Matrix {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

/** Prometheus's text of a value. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

function upTimes({ samples }: ReturnType<typeof placeOf>): readonly number[] {
  return samples.stored
    .filter(({ labels }) => labels.__name__ === 'up')
    .map(({ timeMs }) => timeMs);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
