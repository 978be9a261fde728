import type { CarriedMessage } from '../../../alerting/carriers/carried-message.ts';
import type { CarriedOutcome, Carriers } from '../../../alerting/carriers/carriers.ts';
import type { SendOutcome } from '../../../alerting/notify/channel-kind.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError, asError } from '../../../platform/errors/app-error.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { MemberCalls } from './member-calls.ts';
import type { MemberCallAnswer, MemberClient } from './member-client.ts';
import type { CarriedMetrics } from './member-metrics.ts';
import { pack, unpack } from './sealed-speech.ts';

const SEND = 'send';
/** A member that could not carry a message is given none for so long, and twice as long each time. */
const REST_MS = 5_000;
const MAX_REST_MS = 5 * 60_000;

/** What a member says of a message; `carried`: an earlier call has brought it already. */
type SaidOfMessage = CarriedOutcome | { readonly kind: 'carried' };

/** Answers the owner that gives messages to carry. */
export function answerSends(
  calls: MemberCalls,
  program: string,
  carry: (message: CarriedMessage, signal: AbortSignal) => Promise<SendOutcome>,
): void {
  calls.on(SEND, async (body, signal) => {
    const said = await carry(unpack<CarriedMessage>(body, program), signal).catch(saidOf);
    return pack<SaidOfMessage>(program, said);
  });
}

/** What was thrown was thrown before anything was sent; see `MessageCarrier`. */
function saidOf(thrown: unknown): SaidOfMessage {
  if (!(thrown instanceof AppError)) throw thrown;
  return { kind: thrown.kind === 'conflict' ? 'carried' : 'untouched' };
}

export interface MemberCarriersParts {
  readonly membership: Pick<Membership, 'living' | 'own' | 'subscribe'>;
  readonly client: Pick<MemberClient, 'call'>;
  readonly program: string;
  /** How long a member may take: longer than a receiver may. */
  readonly answerMs: number;
  readonly metrics: CarriedMetrics;
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>;
  readonly logger: Logger;
}

interface Resting {
  readonly untilMs: number;
  readonly forMs: number;
}

/** The members of the database, as those that carry messages for their owner. */
export class MemberCarriers implements Carriers {
  readonly #parts: MemberCarriersParts;
  /** Those whose last message was not carried. */
  readonly #resting = new Map<string, Resting>();
  /** Calls under way, with the member. */
  readonly #calls = new Map<AbortController, string>();

  constructor(parts: MemberCarriersParts) {
    this.#parts = parts;
    parts.membership.subscribe(() => this.#endLost());
  }

  living(): readonly string[] {
    const { membership, clock } = this.#parts;
    const { own } = membership;
    const nowMs = clock.monotonicMs();
    const rests = (id: string) => (this.#resting.get(id)?.untilMs ?? 0) > nowMs;
    return membership
      .living()
      .filter(({ id, role, version, address }) => {
        const isMate = id !== own.id && role === 'member' && version === own.version;
        return isMate && address !== '' && !rests(id);
      })
      .map(({ id }) => id);
  }

  async carry(
    carrier: string,
    message: CarriedMessage,
    signal: AbortSignal,
  ): Promise<CarriedOutcome> {
    const { membership, program, answerMs, clock } = this.#parts;
    const address = membership.living().find(({ id }) => id === carrier)?.address;
    if (address === undefined) return UNTOUCHED;
    const body = pack(program, message);
    const ending = new AbortController();
    const timer = clock.after(answerMs, () => ending.abort(new Error('no answer in time')));
    this.#calls.set(ending, carrier);
    try {
      const both = AbortSignal.any([signal, ending.signal]);
      const answer = await this.#call(address, body, both);
      return this.#outcome(carrier, answer, signal.aborted);
    } finally {
      timer.cancel();
      this.#calls.delete(ending);
    }
  }

  /** A connection that was kept may have been closed meanwhile; a member carries an attempt once. */
  async #call(address: string, body: Buffer, signal: AbortSignal): Promise<MemberCallAnswer> {
    const { client } = this.#parts;
    const request = { address, name: SEND, body, signal };
    const answer = await client.call(request);
    const isAgain = answer.kind === 'broken' && answer.isKept && !signal.aborted;
    return isAgain ? client.call(request) : answer;
  }

  /** Only what it says itself, or that it was not reached, means that nothing was sent. */
  #outcome(carrier: string, answer: MemberCallAnswer, isBrokenOff: boolean): CarriedOutcome {
    const { metrics, program } = this.#parts;
    try {
      if (answer.kind !== 'answered') throw answer.cause;
      const said = unpack<SaidOfMessage>(answer.body, program);
      if (said.kind === 'carried') throw new Error('an earlier call has brought it');
      if (said.kind === 'untouched') {
        this.#rest(carrier, new Error('it takes no messages'), 'untouched');
        return UNTOUCHED;
      }
      metrics.carried('answered');
      this.#resting.delete(carrier);
      return said;
    } catch (thrown) {
      // Our own end says nothing of the member.
      if (isBrokenOff) return LOST;
      const isUntouched = answer.kind === 'unreached';
      this.#rest(carrier, asError(thrown), isUntouched ? 'untouched' : 'lost');
      return isUntouched ? UNTOUCHED : LOST;
    }
  }

  #rest(carrier: string, err: Error, outcome: 'untouched' | 'lost'): void {
    const { clock, logger, metrics } = this.#parts;
    const before = this.#resting.get(carrier)?.forMs;
    const forMs = before === undefined ? REST_MS : Math.min(2 * before, MAX_REST_MS);
    this.#resting.set(carrier, { forMs, untilMs: clock.monotonicMs() + forMs });
    metrics.carried(outcome);
    logger.warn({ member: carrier, err, outcome, forMs }, 'a member did not carry a message');
  }

  /** Who is not there any more answers nothing. */
  #endLost(): void {
    const living = new Set(this.#parts.membership.living().map(({ id }) => id));
    for (const [ending, carrier] of this.#calls) {
      if (!living.has(carrier)) ending.abort(new Error('its lease has run out'));
    }
    for (const id of this.#resting.keys()) if (!living.has(id)) this.#resting.delete(id);
  }
}

const UNTOUCHED: CarriedOutcome = { kind: 'untouched' };

const LOST: CarriedOutcome = {
  kind: 'retry',
  reason: 'member_lost',
  detail: 'the process that was to send it has not said what became of it; it may have arrived',
};
