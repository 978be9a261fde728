import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import type { MemberClient } from './member-client.ts';

/** Asks the owner of the database, whoever it is. */
export class OwnerClient {
  readonly #membership: Pick<Membership, 'owner'>;
  readonly #client: MemberClient;
  readonly #clock: Clock;

  constructor(membership: Pick<Membership, 'owner'>, client: MemberClient, clock: Clock) {
    this.#membership = membership;
    this.#client = client;
    this.#clock = clock;
  }

  /** Rejects with AppError `unavailable` when it does not say yes. */
  async call(name: string, body: Buffer, signal: AbortSignal, timeoutMs: number): Promise<Buffer> {
    const owner = this.#membership.owner();
    if (owner === null) throw new AppError('unavailable', 'nobody owns the database now');
    const { address } = owner;
    const timeout = new AbortController();
    const timer = this.#clock.after(timeoutMs, () => timeout.abort(new Error('no answer in time')));
    try {
      const both = AbortSignal.any([signal, timeout.signal]);
      const answer = await this.#client.call({ address, name, body, signal: both });
      if (answer.kind === 'answered') return answer.body;
      const { cause } = answer;
      throw new AppError('unavailable', `the owner cannot be asked for ${name}: ${cause.message}`, {
        cause,
      });
    } finally {
      timer.cancel();
    }
  }
}
