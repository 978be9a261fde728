import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Counter, Gauge, Pushgateway, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeptGroups } from '../../collector/receivers/pushgateway/kept-groups.ts';
import { PushedGroups } from '../../collector/receivers/pushgateway/pushed-groups.ts';
import { createPushgatewayReceiver } from '../../collector/receivers/pushgateway/pushgateway-receiver.ts';
import { DEFAULT_SERIES_LIMITS } from '../../collector/receivers/series-labels.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { freePort } from '../support/free-port.ts';
import { noQuota, placeOf, pushOf } from '../support/receiver-world.ts';
import { parseTinyText } from '../support/tiny-text.ts';

describe('pushes of prom-client', () => {
  const groups = new PushedGroups(10);
  const file = { load: async () => [], save: async () => undefined };
  const receive = createPushgatewayReceiver({
    clock: new VirtualClock(),
    kept: new KeptGroups(groups, file),
    parse: parseTinyText,
    maxPlainBytes: 1_000_000,
    maxSeriesPerGroup: 1_000,
    seriesLimits: DEFAULT_SERIES_LIMITS,
    quota: noQuota,
  });
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const answer = await receive(
        pushOf(await bodyOf(request), {
          method: request.method ?? '',
          path: request.url ?? '',
          contentType: request.headers['content-type'],
          contentEncoding: request.headers['content-encoding'],
        }),
        placeOf('acme'),
      );
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('replace, add and delete a group', async () => {
    const registry = new Registry();
    const rows = new Counter({
      name: 'rows_total',
      help: 'Rows.',
      labelNames: ['table'],
      registers: [registry],
    });
    rows.inc({ table: 'a' }, 3);
    const gateway = new Pushgateway(url, {}, registry);
    const parameters = { jobName: 'night run', groupings: { shard: 'a/b' } };
    await gateway.push(parameters);
    expect(groups.all().map(({ labels }) => Object.fromEntries(labels))).toEqual([
      { job: 'night run', shard: 'a/b', namespace: 'acme-prod', tenant: 'acme' },
    ]);
    const more = new Registry();
    new Gauge({ name: 'age', help: 'Age.', registers: [more] }).set(7);
    await new Pushgateway(url, {}, more).pushAdd(parameters);
    expect([...(groups.all()[0]?.families.keys() ?? [])].sort()).toEqual(['age', 'rows_total']);
    await gateway.push(parameters);
    expect([...(groups.all()[0]?.families.keys() ?? [])]).toEqual(['rows_total']);
    await gateway.delete(parameters);
    expect(groups.all()).toEqual([]);
  });

  it('are told what is wrong', async () => {
    const registry = new Registry();
    new Gauge({ name: 'a', help: 'A.', labelNames: ['job'], registers: [registry] }).set(
      { job: 'other' },
      1,
    );
    await expect(new Pushgateway(url, {}, registry).push({ jobName: 'x' })).rejects.toThrow('400');
  });
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
