import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Member } from '../../../platform/members/member.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import { refuseUpgrade } from '../live-request.ts';
import { hasBody, headOfUpgrade, passAnswer, sendWhenConnected } from '../workers/relay-streams.ts';
import {
  type ForwardingMember,
  headersToForward,
  takeForwarded,
  upgradeToForward,
} from './forwarded.ts';
import type { ForwardMetrics } from './member-metrics.ts';
import { forgedOrigin, refuseRequest } from './refuse-request.ts';

export interface ForwarderOptions extends ForwardingMember {
  readonly membership: Pick<Membership, 'own' | 'owner' | 'wake' | 'subscribe'>;
  readonly metrics: ForwardMetrics;
  readonly clock: Clock;
}

/** A request waits so long for an owner, or for the next one. */
const HOLD_MS = 5_000;
/** Between two looks whether there is an owner that can be reached. */
const PAUSE_MS = 100;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One way of a request to an owner. `unsent`: nothing of it was taken, it may go another way. */
type Passed = 'answered' | 'unsent' | 'broken';

/**
 * Passes requests on to the owner of the database, streaming both ways. While there is none they wait a
 * little, unread; then they are refused with 503 and `Retry-After`, and nothing was taken.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  /** What is under way, with the owner that it went to. */
  readonly #underWay = new Map<{ destroy(error?: Error): unknown }, string>();
  readonly #unsubscribe: () => void;
  /** From now on no client's connection is kept after its answer. */
  isLeaving = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#unsubscribe = options.membership.subscribe(() => this.#endThoseOfFormerOwners());
  }

  forward(incoming: IncomingMessage, response: ServerResponse): void {
    if (this.isLeaving) response.shouldKeepAlive = false;
    const origin = takeForwarded(incoming, this.#options.seal);
    if (origin === 'direct') void this.#forward(incoming, response);
    else refuseRequest(incoming, response, origin === 'forged' ? forgedOrigin() : notTheOwner());
  }

  /** A WebSocket: once it is upgraded, bytes pass as they are. */
  upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    const owner = this.#options.membership.owner();
    if (owner === null) {
      refuseUpgrade(client, noOwner());
      return;
    }
    const { hostname, port } = new URL(owner.address);
    const other = connect(Number(port), bare(hostname));
    const end = () => {
      this.#underWay.delete(other);
      client.destroy();
      other.destroy();
    };
    this.#underWay.set(other, owner.id);
    for (const side of [client, other]) side.on('error', end).on('close', end);
    other.once('connect', () => {
      const headers = upgradeToForward(incoming, this.#options);
      other.write(headOfUpgrade(incoming, headers), 'latin1');
      if (head.length > 0) other.write(head);
      client.pipe(other).pipe(client);
    });
  }

  close(): void {
    this.#unsubscribe();
    for (const one of this.#underWay.keys()) one.destroy(new Error('this member ends'));
    this.#agent.destroy();
  }

  async #forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { membership, clock, metrics } = this.#options;
    const untilMs = clock.monotonicMs() + HOLD_MS;
    while (!response.destroyed) {
      const owner = membership.owner();
      const passed = owner === null ? 'unsent' : await this.#passTo(owner, incoming, response);
      if (passed === 'answered') {
        metrics.forwarded('answered');
        return;
      }
      if (passed === 'broken') {
        metrics.forwarded('broken');
        refuseRequest(incoming, response, brokenOff());
        return;
      }
      membership.wake();
      if (clock.monotonicMs() >= untilMs) break;
      await clock.sleep(PAUSE_MS);
    }
    metrics.forwarded('no_owner');
    refuseRequest(incoming, response, noOwner());
  }

  /** Resolves when the answer has begun, or there will be none. */
  #passTo(owner: Member, incoming: IncomingMessage, response: ServerResponse): Promise<Passed> {
    const { hostname, port } = new URL(owner.address);
    const outgoing = request({
      agent: this.#agent,
      host: bare(hostname),
      port,
      method: incoming.method,
      path: incoming.url,
      headers: headersToForward(incoming, this.#options),
    });
    this.#underWay.set(outgoing, owner.id);
    const onGone = () => void outgoing.destroy();
    response.once('close', onGone);
    outgoing.once('close', () => {
      this.#underWay.delete(outgoing);
      // What the owner does not want to read any more nobody does.
      if (isSending) incoming.resume();
    });
    let isSending = false;
    sendWhenConnected(incoming, outgoing, () => {
      isSending = true;
    });
    // Nothing changes by asking twice.
    const isSafe = SAFE_METHODS.has(incoming.method ?? '') && !hasBody(incoming);
    return new Promise((resolve) => {
      outgoing.once('response', (answer) => {
        resolve('answered');
        passAnswer(answer, response);
      });
      outgoing.on('error', () => {
        response.off('close', onGone);
        resolve(isSending && !isSafe ? 'broken' : 'unsent');
      });
    });
  }

  /** A former owner cannot commit any more: whoever waits for it is told at once. */
  #endThoseOfFormerOwners(): void {
    const owner = this.#options.membership.owner();
    if (owner === null) return;
    for (const [one, id] of this.#underWay) {
      if (id !== owner.id) one.destroy(new Error('another member is the owner now'));
    }
  }
}

/** As sockets take it: an IPv6 address without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function noOwner(): AppError {
  return new AppError(
    'unavailable',
    'No process owns the database at this moment, one is about to take over. Nothing was taken; send it again.',
    { retryAfterSeconds: 1 },
  );
}

function brokenOff(): AppError {
  return new AppError(
    'unavailable',
    'The process that owns the database broke off; whether it has done this is not known. Send it again.',
    { retryAfterSeconds: 1 },
  );
}

function notTheOwner(): AppError {
  return new AppError('unavailable', 'This process does not own the database (any more).', {
    retryAfterSeconds: 1,
  });
}
