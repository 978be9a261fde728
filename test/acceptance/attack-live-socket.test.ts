import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveSession, type LiveSocket } from '../../alerting/live/live-session.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { Revocations } from '../../platform/tenancy/revocations.ts';
import { LiveSockets } from '../../web/server/live-sockets.ts';
import type { Caller } from '../../web/server/request-context.ts';
import { type LiveClient, openLive } from '../support/live-client.ts';
import { testDirectory } from '../support/rule-fixture.ts';
import { waitUntil } from '../support/wait-until.ts';

const TOKEN = '01J00000000000000000000T0K';
const headers = {};

/** The moments of a live socket at which somebody whose right has ended might still listen. */
describe('a live socket', () => {
  const logger = createLogger({ level: 'silent' });
  let server: Server;
  let url: string;
  let sockets: Set<Socket>;
  let clock: VirtualClock;
  let revocations: Revocations;
  let directory = testDirectory();
  let directoryChanged: () => void;
  /** Ends the reading of the past. */
  let caughtUp: () => void;
  let past: Promise<void>;
  let isRevoked: boolean;
  let caller: string;
  let expiresAtMs: number | null;
  let asked: (() => void) | null;

  beforeEach(async () => {
    clock = new VirtualClock();
    revocations = new Revocations(logger);
    directory = testDirectory();
    past = new Promise((resolve) => {
      caughtUp = resolve;
    });
    isRevoked = false;
    caller = TOKEN;
    expiresAtMs = null;
    asked = null;
    server = createServer();
    sockets = new Set();
    server.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const live = new LiveSockets({
      callers: { callerOfUpgrade: () => authenticate() },
      directory: () => directory,
      onDirectoryChange: (listener) => {
        directoryChanged = listener;
      },
      revocations,
      tickets: { redeem: () => Promise.reject(new AppError('unauthenticated', 'none')) },
      feed: { open: ({ socket, visibility }) => openFeed(socket, visibility) },
      rules: { open: () => ({ close: () => undefined }) },
      clock,
      logger,
    });
    server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function authenticate(): Promise<Caller> {
    if (isRevoked) throw new AppError('unauthenticated', 'revoked');
    const node = { tenant: 'acme', project: null, environment: null };
    const permissions = new Set(['incidents:read'] as const);
    const principal = { kind: 'token', id: caller, name: 't', node, permissions } as const;
    asked?.();
    return { principal, session: null, mustChangePassword: false, expiresAtMs };
  }

  async function openFeed(socket: LiveSocket, visibility: LiveSession['visibility']) {
    await past;
    socket.send(JSON.stringify({ type: 'hello', position: 0, resumed: false }));
    return new LiveSession(socket, visibility, 1_000_000, () => undefined);
  }

  const revoke = () => {
    isRevoked = true;
    revocations.announce({ kind: 'token', token: TOKEN });
  };
  const closed = (client: LiveClient) =>
    waitUntil(() => client.closed() ?? undefined, { what: 'the socket to be closed' });
  const open = (more: { readonly topics?: string } = {}) =>
    openLive(url, { owner: 'acme', headers, ...more });

  it('is closed by a revocation while it catches up, and is sent nothing', async () => {
    const client = await open();
    revoke();
    caughtUp();
    expect(await closed(client)).toEqual({ code: 1008, reason: 'access_changed' });
    expect(client.messages).toEqual([]);
  });

  it('is closed when the revocation fell between authentication and handshake', async () => {
    asked = () => {
      asked = null;
      revoke();
    };
    caughtUp();
    const client = await open();
    expect(await closed(client)).toEqual({ code: 1008, reason: 'access_changed' });
    expect(client.messages).toEqual([]);
  });

  it('is closed when what it names goes away while it catches up', async () => {
    const client = await open();
    directory = new Directory(2, { tenants: [], projects: [], environments: [], clusters: [] });
    directoryChanged();
    caughtUp();
    expect(await closed(client)).toMatchObject({ code: 1008 });
    expect(client.messages).toEqual([]);
  });

  it('is closed at the instant at which the token expires', async () => {
    expiresAtMs = clock.nowMs() + 1_000;
    caughtUp();
    const client = await open();
    await client.waitFor('hello');
    await clock.advance(999);
    expect(client.closed()).toBeNull();
    await clock.advance(1);
    expect(await closed(client)).toEqual({ code: 1008, reason: 'access_expired' });
  });

  it('is one of 250 at most for a caller', async () => {
    caughtUp();
    const clients: LiveClient[] = [];
    for (let n = 0; n < 250; n++) clients.push(await open());
    await expect(open()).rejects.toThrow('refused with 429');
    for (const client of clients) client.close();
  });

  it('asks for no more snapshots of rules than one caller may, on however many sockets', async () => {
    caughtUp();
    const clients = await Promise.all(Array.from({ length: 11 }, () => open()));
    for (const client of clients) {
      for (let n = 0; n < 60; n++) client.send('{"type":"subscribe","topics":["rules"]}');
    }
    const ended = await waitUntil(() => clients.find((one) => one.closed() !== null), {
      what: 'the end of one of them',
    });
    expect(await closed(ended)).toEqual({ code: 1008, reason: 'too_many_subscriptions' });
    await expect(open({ topics: 'rules' })).rejects.toThrow('refused with 429');
    caller = `${TOKEN}2`;
    const other = await open({ topics: 'rules' });
    expect((await other.waitFor('hello')).type).toBe('hello');
    for (const client of [...clients, other]) client.close();
  });

  it('is ended when its client asks for answers that it does not read', async () => {
    caughtUp();
    const { port } = server.address() as AddressInfo;
    const greedy = connect(port, '127.0.0.1');
    greedy.write(
      `GET /api/v1/live?owner=acme HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`,
    );
    await new Promise((resolve) => greedy.once('data', resolve));
    greedy.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125)]);
    const pings = Buffer.concat(Array.from({ length: 5_000 }, () => ping));
    let isGone = false;
    greedy.on('error', () => {
      isGone = true;
    });
    const mostBuffered = () => Math.max(0, ...[...sockets].map((socket) => socket.writableLength));
    let most = 0;
    for (let n = 0; n < 100 && !isGone; n++) {
      await new Promise((resolve) => greedy.write(pings, resolve));
      most = Math.max(most, mostBuffered());
    }
    greedy.destroy();
    expect(isGone).toBe(true);
    expect(most).toBeLessThan(8 * 1024 * 1024);
  });

  it('that is refused does not stay half open', async () => {
    isRevoked = true;
    const { port } = server.address() as AddressInfo;
    const head = 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost: x';
    const strangers = Array.from({ length: 5 }, () => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.resume();
      socket.write(`GET /api/v1/live?owner=acme HTTP/1.1\r\n${head}\r\n\r\n`);
      return socket;
    });
    await Promise.all(strangers.map((socket) => new Promise((end) => socket.once('end', end))));
    const count = () =>
      new Promise<number>((resolve) => {
        server.getConnections((_, connections) => resolve(connections));
      });
    await waitUntil(async () => ((await count()) === 0 ? true : undefined), {
      what: 'the connections to end',
    });
    for (const socket of strangers) socket.destroy();
  });
});
