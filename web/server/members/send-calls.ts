import type { CarriedMessage } from '../../../alerting/carriers/carried-message.ts';
import type { CarriedOutcome, Carriers } from '../../../alerting/carriers/carriers.ts';
import type { SendOutcome } from '../../../alerting/notify/channel-kind.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { MemberCalls } from './member-calls.ts';
import type { MemberCallAnswer, MemberClient } from './member-client.ts';
import type { CarriedMetrics } from './member-metrics.ts';
import { pack, unpack } from './sealed-speech.ts';

const SEND = 'send';
/** A member that could not carry a message is given none for so long. */
const REST_MS = 5_000;

/** Answers the owner that gives messages to carry. */
export function answerSends(
  calls: MemberCalls,
  program: string,
  carry: (message: CarriedMessage, signal: AbortSignal) => Promise<SendOutcome>,
): void {
  calls.on(SEND, async (body, signal) =>
    pack(program, await carry(unpack<CarriedMessage>(body, program), signal)),
  );
}

export interface MemberCarriersParts {
  readonly membership: Pick<Membership, 'living' | 'own'>;
  readonly client: Pick<MemberClient, 'call'>;
  readonly program: string;
  readonly metrics: CarriedMetrics;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
}

/** The members of the database, as those that carry messages for their owner. */
export class MemberCarriers implements Carriers {
  readonly #parts: MemberCarriersParts;
  /** When they may be given messages again. */
  readonly #resting = new Map<string, number>();

  constructor(parts: MemberCarriersParts) {
    this.#parts = parts;
  }

  living(): readonly string[] {
    const { membership, clock } = this.#parts;
    const { own } = membership;
    const nowMs = clock.monotonicMs();
    for (const [id, untilMs] of this.#resting) if (untilMs <= nowMs) this.#resting.delete(id);
    return membership
      .living()
      .filter(({ id, role, version, address }) => {
        const isMate = id !== own.id && role === 'member' && version === own.version;
        return isMate && address !== '' && !this.#resting.has(id);
      })
      .map(({ id }) => id);
  }

  async carry(
    carrier: string,
    message: CarriedMessage,
    signal: AbortSignal,
  ): Promise<CarriedOutcome> {
    const { membership, client, program, metrics } = this.#parts;
    const address = membership.living().find(({ id }) => id === carrier)?.address;
    if (address === undefined) return UNTOUCHED;
    const body = pack(program, message);
    const answer = await client.call({ address, name: SEND, body, signal });
    if (answer.kind === 'answered' && answer.status === 200) {
      metrics.carried('answered');
      return unpack<SendOutcome>(answer.body, program);
    }
    return this.#failed(carrier, answer, signal);
  }

  /** Only what broke off may have reached the receiver; a fault of the member is none of its own. */
  #failed(carrier: string, answer: MemberCallAnswer, signal: AbortSignal): CarriedOutcome {
    const { clock, logger, metrics } = this.#parts;
    if (signal.aborted) return LOST;
    this.#resting.set(carrier, clock.monotonicMs() + REST_MS);
    const isUntouched =
      answer.kind === 'unreached' || (answer.kind === 'answered' && answer.status !== 500);
    metrics.carried(isUntouched ? 'untouched' : 'lost');
    const told = answer.kind === 'answered' ? { status: answer.status } : { err: answer.cause };
    logger.info({ member: carrier, ...told, isUntouched }, 'a member does not carry a message');
    return isUntouched ? UNTOUCHED : LOST;
  }
}

const UNTOUCHED: CarriedOutcome = { kind: 'untouched' };

const LOST: CarriedOutcome = {
  kind: 'retry',
  reason: 'member_lost',
  detail: 'the process that sent it has ended; whether it arrived is not known',
};
