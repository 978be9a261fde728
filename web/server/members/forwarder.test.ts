import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../platform/clock/clock.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import type { Member } from '../../../platform/members/member.ts';
import { MemberSeal } from '../../../platform/members/member-seal.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { trustsProxies } from '../../../platform/security/client-address.ts';
import { Forwarder } from './forwarder.ts';
import { MemberCalls } from './member-calls.ts';
import { MemberClient } from './member-client.ts';
import { OwnerClient } from './owner-client.ts';
import { ownerFront } from './owner-front.ts';

const seal = new MemberSeal([Buffer.alloc(32, 7)], systemClock);
const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ownerAt = (address: string, epoch = 1): Member => ({
  ...{ id: `owner ${epoch}`, address, version: '1', role: 'owner', epoch },
});

/** A member whose owner is what the test says. */
async function member(clock: Clock = systemClock) {
  const world: { owner: Member | null; listener: () => void; readonly outcomes: string[] } = {
    owner: null,
    listener: () => undefined,
    outcomes: [],
  };
  const membership = {
    own: ownerAt(''),
    owner: () => world.owner,
    wake: () => undefined,
    subscribe: (listener: () => void) => {
      world.listener = listener;
      return () => undefined;
    },
  };
  const metrics = { forwarded: (outcome: string) => void world.outcomes.push(outcome) };
  const trusts = trustsProxies(['127.0.0.1']);
  const forwarder = new Forwarder({ membership, seal, trusts, metrics, clock });
  const url = await listening((request, response) => forwarder.forward(request, response));
  return { world, url };
}

/** An owner that answers with what it was asked, and calls of members with their length. */
function owner() {
  const calls = new MemberCalls(seal, logger);
  calls.on('length', async (body) => Buffer.from(String(body.byteLength)));
  const front = ownerFront(seal, calls);
  return listening((request, response) => {
    const answer = (body: string) => {
      const { method, url, socket } = request;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify([method, url, body, socket.remoteAddress]));
    };
    front.request(request, response, () => void text(request).then(answer));
  });
}

describe('passing on to the owner', () => {
  it('streams request and answer', async () => {
    const { world, url } = await member();
    world.owner = ownerAt(await owner());
    const answer = await fetch(`${url}/a?b=c`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(await answer.json()).toEqual(['POST', '/a?b=c', 'x'.repeat(100_000), '127.0.0.1']);
    expect(world.outcomes).toEqual(['answered']);
  });

  it('says the address of the client that a trusted proxy names, whatever the client says before it', async () => {
    const { world, url } = await member();
    world.owner = ownerAt(await owner());
    const headers = { 'x-forwarded-for': '10.0.0.1, 203.0.113.7' };
    const [, , , address] = await fetch(url, { headers }).then((answer) => answer.json());
    expect(address).toBe('203.0.113.7');
    const [, , , own] = await fetch(url).then((answer) => answer.json());
    expect(own).toBe('127.0.0.1');
  });

  it('waits for an owner, also when the one that is known is gone', async () => {
    const { world, url } = await member();
    world.owner = ownerAt('http://127.0.0.1:9');
    const asked = fetch(url, { method: 'POST', body: 'alerts' });
    world.owner = ownerAt(await owner(), 2);
    expect((await asked).status).toBe(200);
  });

  it('refuses what waits too long, and what another member has passed on', async () => {
    const clock = new VirtualClock();
    const { world, url } = await member(clock);
    const asked = fetch(url, { method: 'POST', body: 'alerts' });
    let answer: Response | null = null;
    void asked.then((one) => {
      answer = one;
    });
    while (answer === null) {
      await new Promise(setImmediate);
      await clock.advance(100);
    }
    const refused = await asked;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(world.outcomes).toEqual(['no_owner']);
    const again = await member();
    again.world.owner = ownerAt(url);
    world.owner = ownerAt(again.url);
    expect((await fetch(again.url, { method: 'POST', body: 'x' })).status).toBe(503);
  });

  it('refuses what says that a member has passed it on, and none has', async () => {
    const { world, url } = await member();
    const address = await owner();
    world.owner = ownerAt(address);
    const headers = { 'x-tocsin-forwarded': `10.0.0.1 ${Date.now()}.${'A'.repeat(43)}` };
    for (const asked of [url, address]) {
      expect((await fetch(asked, { headers })).status).toBe(403);
    }
  });

  it('tells at once that an owner broke off, or that there is another one', async () => {
    const { world, url } = await member();
    world.owner = ownerAt(await listening((request) => request.socket.destroy()));
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(503);
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    world.owner = ownerAt(await listening(() => arrived()));
    const asked = fetch(url, { method: 'POST', body: 'x' });
    await waiting;
    world.owner = ownerAt('http://127.0.0.1:9', 2);
    world.listener();
    expect((await asked).status).toBe(503);
    expect(world.outcomes).toEqual(['broken', 'broken']);
  });
});

describe('calls of members', () => {
  it('are answered when they are sealed, and unknown otherwise', async () => {
    const address = await owner();
    const { signal } = new AbortController();
    const own = new MemberClient(seal, systemClock);
    const client = new OwnerClient({ owner: () => ownerAt(address) }, own, systemClock);
    const body = Buffer.alloc(1_000);
    expect(String(await client.call('length', body, signal, 5_000))).toBe('1000');
    await expect(client.call('other', body, signal, 5_000)).rejects.toThrow('it answered 404');
    const foreign = new MemberSeal([Buffer.alloc(32, 8)], systemClock);
    const other = new MemberClient(foreign, systemClock);
    const stranger = new OwnerClient({ owner: () => ownerAt(address) }, other, systemClock);
    await expect(stranger.call('length', body, signal, 5_000)).rejects.toThrow('it answered 404');
    expect((await fetch(`${address}/_member/length`, { method: 'POST', body: 'x' })).status).toBe(
      404,
    );
    own.close();
    other.close();
  });
});
