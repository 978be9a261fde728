import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CarriedMessage } from '../../../alerting/carriers/carried-message.ts';
import { CarriedAddresses, MessageCarrier } from '../../../alerting/carriers/message-carrier.ts';
import { SharedSending } from '../../../alerting/carriers/shared-sending.ts';
import type {
  ChannelKind,
  OutgoingMessage,
  SendOutcome,
} from '../../../alerting/notify/channel-kind.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { createUlidSource } from '../../../platform/ids/ulid.ts';
import type { Member } from '../../../platform/members/member.ts';
import { MemberSeal } from '../../../platform/members/member-seal.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { parseKeyRing } from '../../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../../platform/secrets/secret-box.ts';
import { exampleMessage } from '../../../test/support/example-message.ts';
import { MemberCalls } from './member-calls.ts';
import { MemberClient } from './member-client.ts';
import { pack } from './sealed-speech.ts';
import { answerSends, MemberCarriers } from './send-calls.ts';

const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });
const seal = new MemberSeal([Buffer.alloc(32, 7)], systemClock);
const sealer = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));
const newId = createUlidSource(systemClock, () => 0.5);
const never = new AbortController().signal;
const SENT: SendOutcome = { kind: 'sent', detail: 'taken' };
const PROGRAM = '1 v8 1';

const servers: Server[] = [];
const clients: MemberClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Send = (message: OutgoingMessage, signal: AbortSignal) => Promise<SendOutcome>;

/** A kind that notes what it is given. */
function kindThat(send: Send, more: Partial<ChannelKind> = {}) {
  const given: OutgoingMessage[] = [];
  const kind: ChannelKind = {
    name: 'webhook',
    check: () => ({ kind: 'invalid', findings: [] }),
    send: (message, signal) => {
      given.push(message);
      return send(message, signal);
    },
    ...more,
  };
  return { kind, given };
}

/** A member that answers as the carrier it is, or as the test says. */
async function memberThat(send: Send, program = PROGRAM) {
  const { kind, given } = kindThat(send);
  const calls = new MemberCalls(seal, logger);
  const addresses = new CarriedAddresses();
  const carrier = new MessageCarrier([kind], sealer, addresses);
  answerSends(calls, program, (message, signal) => carrier.carry(message, signal));
  const server = createServer((request, response) => void calls.take(request, response));
  return { address: await listening(server), given, addresses, server };
}

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const mate = (id: string, address: string, version = '1'): Member => ({
  ...{ id, address, version, role: 'member', epoch: 0 },
});

/** The owner, with what it knows of who is there. */
function ownerOf(members: Member[], local: Send = () => Promise.resolve(SENT)) {
  const client = new MemberClient(seal, systemClock);
  clients.push(client);
  const clock = new VirtualClock();
  const outcomes: string[] = [];
  let renewed: () => void = () => undefined;
  const own: Member = { ...mate('own', 'http://127.0.0.1:9'), role: 'owner', epoch: 1 };
  const carriers = new MemberCarriers({
    membership: {
      own,
      living: () => [own, ...members],
      subscribe: (listener) => {
        renewed = listener;
        return () => undefined;
      },
    },
    client,
    program: PROGRAM,
    answerMs: 22_000,
    metrics: { carried: (outcome) => void outcomes.push(outcome) },
    clock,
    logger,
  });
  const approvedOf = (owner: string) => [{ host: '10.0.0.9', port: owner.length }];
  const sharing = new SharedSending({ carriers, sealer, newId, approvedOf, epoch: 1 });
  const { kind, given } = kindThat(local);
  const more = { carriers, outcomes, clock, sharing, renewed: () => renewed() };
  return { kind: sharing.shared(kind), given, ...more };
}

const message = exampleMessage({
  owner: 'acme',
  secrets: { url: 'https://hooks.example/secret' },
  linksOf: ({ incidentId }) => ({ incident: `https://tocsin.example/${incidentId}`, rule: null }),
});

describe('messages of the owner', () => {
  it('go out from all that are there in turn, with all that they need', async () => {
    const [first, second] = [
      await memberThat(() => Promise.resolve(SENT)),
      await memberThat(() => Promise.resolve({ kind: 'drop', reason: 'gone', detail: 'no' })),
    ];
    const owner = ownerOf([mate('a', first.address), mate('b', second.address)]);
    const outcomes: SendOutcome[] = [];
    for (let n = 0; n < 6; n += 1) outcomes.push(await owner.kind.send(message, never));
    expect([owner.given.length, first.given.length, second.given.length]).toEqual([2, 2, 2]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      ...['drop', 'drop', 'sent', 'sent', 'sent', 'sent'],
    ]);
    expect(owner.outcomes).toEqual(Array.from({ length: 4 }, () => 'answered'));
    const [carried] = first.given;
    const { linksOf, ...rest } = carried ?? message;
    const { linksOf: asked, ...same } = message;
    expect(rest).toEqual(same);
    expect(linksOf?.(message.notification)).toEqual(asked?.(message.notification));
    const { owner: tenant } = message.notification;
    const at = { host: '10.0.0.9', port: tenant.length, address: '10.0.0.9' };
    expect(first.addresses.approvedFor(tenant).has(at)).toBe(true);
    expect(first.addresses.approvedFor('globex').has(at)).toBe(false);
  });

  it('stay where they were decided on when they rest on more than themselves', async () => {
    const member = await memberThat(() => Promise.resolve(SENT));
    const owner = ownerOf([mate('a', member.address)]);
    const kind = owner.sharing.shared(
      kindThat(() => Promise.resolve(SENT), { staysHere: () => true }).kind,
    );
    for (let n = 0; n < 4; n += 1) await kind.send(message, never);
    expect(member.given).toEqual([]);
  });

  it('go out here at once when a member has heard nothing of them, which then rests for longer and longer', async () => {
    const dead = await memberThat(() => Promise.resolve(SENT));
    dead.server.close();
    const owner = ownerOf([mate('a', dead.address)]);
    for (const [round, restMs] of [5_000, 10_000, 20_000].entries()) {
      for (let n = 0; n < 4; n += 1) expect(await owner.kind.send(message, never)).toEqual(SENT);
      expect(owner.given).toHaveLength(4 * (round + 1));
      expect(owner.outcomes).toHaveLength(round + 1);
      await owner.clock.advance(restMs - 1);
      expect(owner.carriers.living()).toEqual([]);
      await owner.clock.advance(1);
      expect(owner.carriers.living()).toEqual(['a']);
    }
    expect([new Set(owner.outcomes), dead.given]).toEqual([new Set(['untouched']), []]);
  });

  it('are not sent here besides when something else than the member answers, or it says nothing it may say', async () => {
    const other = await memberThat(() => Promise.resolve(SENT), 'another program');
    const gate = createServer((_, response) => response.writeHead(504).end());
    const forger = createServer((_, response) => response.end(pack(PROGRAM, SENT)));
    const addresses = [other.address];
    for (const server of [gate, forger]) addresses.push(await listening(server));
    for (const address of addresses) {
      const owner = ownerOf([mate('a', address)]);
      await owner.kind.send(message, never);
      const outcome = await owner.kind.send(message, never);
      expect(outcome).toMatchObject({ kind: 'retry', reason: 'member_lost' });
      expect(owner.given).toHaveLength(1);
      expect(owner.outcomes).toEqual(['lost']);
      expect(owner.carriers.living()).toEqual([]);
    }
  });

  it('wait for a silent member no longer than a receiver may take, and not at all once its lease is over', async () => {
    let heard: () => void = () => undefined;
    const address = await listening(createServer(() => heard()));
    const members = [mate('a', address)];
    for (const end of ['time', 'lease'] as const) {
      const hearing = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const owner = ownerOf(members);
      await owner.kind.send(message, never);
      const sending = owner.kind.send(message, never);
      await hearing;
      if (end === 'time') await owner.clock.advance(22_000);
      else members.length = 0;
      owner.renewed();
      expect(await sending).toMatchObject({ kind: 'retry', reason: 'member_lost' });
      expect(owner.outcomes).toEqual(['lost']);
    }
  });

  it('are tried again, and not sent here besides, when a member dies over them', async () => {
    let heard: () => void = () => undefined;
    const hearing = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const member = await memberThat(() => {
      heard();
      return new Promise(() => undefined);
    });
    const owner = ownerOf([mate('a', member.address)]);
    await owner.kind.send(message, never);
    const sending = owner.kind.send(message, never);
    await hearing;
    member.server.closeAllConnections();
    expect(await sending).toMatchObject({ kind: 'retry', reason: 'member_lost' });
    expect(owner.given).toHaveLength(1);
    expect(owner.outcomes).toEqual(['lost']);
  });

  it('are broken off at the member when their time is over here', async () => {
    let over: (reason: unknown) => void = () => undefined;
    const ended = new Promise<unknown>((resolve) => {
      over = resolve;
    });
    const timeout = new AbortController();
    const member = await memberThat((_, signal) => {
      signal.addEventListener('abort', () => over(signal.reason));
      timeout.abort(new Error('timeout'));
      return ended.then(() => SENT);
    });
    const owner = ownerOf([mate('a', member.address)]);
    await owner.kind.send(message, never);
    expect(await owner.kind.send(message, timeout.signal)).toMatchObject({ kind: 'retry' });
    await ended;
    expect(owner.outcomes).toEqual([]);
    expect(owner.carriers.living()).toEqual(['a']);
  });

  it('go to no member of another version, and to none without an address', () => {
    const members = [mate('a', 'http://127.0.0.1:1', '2'), mate('b', '')];
    expect(ownerOf(members).carriers.living()).toEqual([]);
  });
});

describe('a carrier', () => {
  const carriedBy = async (member: { readonly address: string }) => {
    const seen: CarriedMessage[] = [];
    const sharing = new SharedSending({
      carriers: {
        living: () => ['a'],
        carry: (_, carried) => {
          seen.push(carried);
          return Promise.resolve(SENT);
        },
      },
      ...{ sealer, newId, approvedOf: () => [], epoch: 1 },
    });
    const shared = sharing.shared(kindThat(() => Promise.resolve(SENT)).kind);
    for (let n = 0; n < 2; n += 1) await shared.send(message, never);
    const [carried] = seen;
    if (carried === undefined) throw new Error('one is carried');
    return { carried, owner: ownerOf([mate('a', member.address)]) };
  };

  it('is given no secret that could be read on the way', async () => {
    const { carried } = await carriedBy({ address: 'http://127.0.0.1:9' });
    expect(JSON.stringify(carried)).not.toContain('hooks.example');
  });

  it('sends what it is given once, even when the same call comes again', async () => {
    const member = await memberThat(() => Promise.resolve(SENT));
    const { carried, owner } = await carriedBy(member);
    expect(await owner.carriers.carry('a', carried, never)).toEqual(SENT);
    const again = await owner.carriers.carry('a', carried, never);
    expect(again).toMatchObject({ kind: 'retry', reason: 'member_lost' });
    expect(member.given).toHaveLength(1);
  });

  it('opens no secrets of another attempt, and knows no kind but its own', async () => {
    const member = await memberThat(() => Promise.resolve(SENT));
    for (const change of [{ attemptId: newId() }, { kind: 'websocket' } as const]) {
      const { carried, owner } = await carriedBy(member);
      await owner.carriers.carry('a', { ...carried, ...change }, never);
    }
    expect(member.given).toEqual([]);
  });

  it('keeps approvals as of the message that was made last', () => {
    const addresses = new CarriedAddresses();
    const at = { host: '10.0.0.9', port: 80, address: '10.0.0.9' };
    const approved = [{ host: '10.0.0.9', port: 80 }];
    const know = (epoch: number, number: number, list: typeof approved) =>
      addresses.know('acme', { made: { epoch, number }, approved: list });
    know(1, 9, approved);
    expect(addresses.approvedFor('acme').has(at)).toBe(true);
    know(2, 2, []);
    know(2, 1, approved);
    know(1, 10, approved);
    expect(addresses.approvedFor('acme').has(at)).toBe(false);
  });
});
