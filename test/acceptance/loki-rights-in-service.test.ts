import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLive } from '../support/live-client.ts';
import { openTail, sendTo, type TailReader } from '../support/loki-client.ts';
import {
  bearer,
  LOKI_TENANTS,
  type LokiService,
  type LokiTenant,
  startLokiService,
} from '../support/loki-service.ts';
import { ownersIn, STREAMS_AT_S } from '../support/loki-streams.ts';
import { requestText } from '../support/raw-connection.ts';
import { sendAll } from '../support/raw-http.ts';
import type { ScriptedLoki } from '../support/scripted-loki.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';

const shop = encodeURIComponent('{app="shop"}');

/** To a question about labels, and to one about lines. */
const NOTHING =
  '{"status":"success","data":{"resultType":"streams","encodingFlags":[],"result":[]}}';

describe.each([0, 2])('with %i workers', (workers) => {
  let lab: LokiService;
  let loki: ScriptedLoki;
  let service: TocsinProcess;

  beforeAll(async () => {
    lab = await startLokiService(workers);
    ({ loki, service } = lab);
  }, 60_000);
  beforeEach(() => loki.forget());
  afterAll(() => lab?.stop());

  describe('questions about logs under way', () => {
    it.each([
      ['questions', '/scopes/acme/loki/loki/api/v1/labels'],
      ['exports', `/scopes/acme/loki/export?query=${shop}`],
    ])('end with the token, at the backend too, and %s of others go on', async (_, path) => {
      const waiting: ServerResponse[] = [];
      loki.answer((response) => waiting.push(response) > 0);
      const token = await lab.newToken();
      const cut = sendTo(service.url, { path, headers: token.headers });
      const other = sendTo(service.url, { path, headers: bearer('acme') });
      const ended = expect(cut).rejects.toThrow();
      await expect.poll(() => waiting.length).toBe(2);
      await token.revoke();
      await ended;
      await expect.poll(() => loki.aborted()).toBe(1);
      for (const response of waiting) response.end(NOTHING);
      expect((await other).status).toBe(200);
    });
  });

  it('an export says in its trailers how it ended, also on its way through another process', async () => {
    const get = (path: string) => ({
      bytes: Buffer.from(requestText('GET', path, bearer('acme'))),
      isHead: false,
    });
    const path = `/scopes/acme/loki/export?query=${shop}&start=${STREAMS_AT_S - 60}`;
    const asked = [get(path), get('/api/health/live'), get(path)];
    const [first, , second] = await sendAll(service.url, asked, 1);
    for (const answer of [first, second]) {
      expect(answer?.head).toMatch(/^trailer: Tocsin-Cursor, Tocsin-Lines, Tocsin-Complete\r$/im);
      expect(answer?.body).toMatch(/Tocsin-Lines: \d+\r\nTocsin-Complete: true$/);
    }
    const [away] = await sendAll(service.url, [get('/api/health/live'), get(path)], 1).then(
      ([, ...answers]) => answers,
    );
    expect(away?.body).toBe(first?.body);
  });

  describe('live tails of the service', () => {
    const pathOfTail = (tenant: LokiTenant) =>
      `/scopes/${tenant}/loki/loki/api/v1/tail?query=${shop}&start=${STREAMS_AT_S}`;
    const open = (tenant: LokiTenant, headers: Readonly<Record<string, string>> = bearer(tenant)) =>
      openTail(service.url, pathOfTail(tenant), headers);
    const closed = async (reader: TailReader) => {
      await expect.poll(() => reader.closed()).not.toBeNull();
      return reader.closed();
    };
    const readers: TailReader[] = [];
    const followed = async (reader: TailReader, tenant: LokiTenant) => {
      readers.push(reader);
      await expect.poll(() => ownersIn(reader.messages.join(''))).toEqual([tenant]);
      return reader;
    };
    afterEach(async () => {
      for (const { socket } of readers.splice(0)) socket.terminate();
      await expect.poll(() => loki.tails.size).toBe(0);
    });

    it('follow own streams, each tenant its own', async () => {
      const own = new Map<LokiTenant, TailReader>();
      for (const tenant of LOKI_TENANTS)
        own.set(tenant, await followed(await open(tenant), tenant));
      for (const tenant of LOKI_TENANTS) {
        const entries = [{ ns: BigInt(Date.now()) * 1_000_000n, line: `new of-${tenant}` }];
        loki.store.add({ labels: { ns: tenant, app: 'shop' }, entries });
      }
      for (const tenant of LOKI_TENANTS) {
        const text = () => own.get(tenant)?.messages.join('') ?? '';
        await expect.poll(text).toContain(`new of-${tenant}`);
        expect(ownersIn(text())).toEqual([tenant]);
      }
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toContain('tocsin_scoped_tails 2');
    });

    it('are refused to strangers before the handshake, and to the neighbour by a close frame', async () => {
      expect((await open('acme', { authorization: 'Bearer x' })).refused?.status).toBe(401);
      const foreign = await open('globex', bearer('acme'));
      expect((await closed(foreign))?.code).toBe(1008);
      expect(loki.seen).toHaveLength(0);
    });

    it('share the upgrade with live incidents, and other paths answer 404', async () => {
      const session = await lab.admin('acme');
      const live = await openLive(service.url, { owner: 'acme', headers: session.headers });
      await live.waitFor('hello');
      live.close();
      await followed(await open('acme', { ...session.headers, origin: service.url }), 'acme');
      for (const path of ['/scopes/acme/loki/loki/api/v1/query_range', '/scopes/acme/loki/tail']) {
        const other = await openTail(service.url, path, bearer('acme'));
        expect([path, other.refused?.status]).toEqual([path, 404]);
      }
    });

    it('end with the token, at once', async () => {
      const token = await lab.newToken();
      const other = await followed(await open('acme'), 'acme');
      const reader = await open('acme', token.headers);
      await followed(reader, 'acme');
      await token.revoke();
      expect(await closed(reader)).toEqual({ code: 1008, reason: 'access_changed' });
      await expect.poll(() => loki.tails.size).toBe(1);
      expect(other.closed()).toBeNull();
    });

    it('count against the limits of their tenant, and of no other', async () => {
      await followed(await open('globex'), 'globex');
      const second = await followed(await open('globex'), 'globex');
      const third = await open('globex');
      expect(await closed(third)).toEqual({
        code: 4400,
        reason: 'at most 2 live tails of one tenant are open at once; close one first',
      });
      for (let count = 0; count < 3; count++) await followed(await open('acme'), 'acme');
      second.socket.terminate();
      await expect.poll(() => loki.tails.size).toBe(4);
      await followed(await open('globex'), 'globex');
    });

    it('end without a close frame when the service drains, and come back after it', async () => {
      const reader = await followed(await open('acme'), 'acme');
      const exit = await service.stop();
      expect([exit, (await closed(reader))?.code]).toEqual([{ code: 0, signal: null }, 1006]);
      expect(service.log()).not.toContain('service cut short');
      await expect.poll(() => loki.tails.size).toBe(0);
      await service.restart();
      await followed(await open('acme'), 'acme');
    });
  });
});
