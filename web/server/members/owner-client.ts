import { Agent, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import { CALLS_ROOT, SEAL_HEADER, sealedCall } from './member-calls.ts';

/** Asks the owner of the database, whoever it is. */
export class OwnerClient {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 8 });
  readonly #membership: Pick<Membership, 'owner'>;
  readonly #seal: MemberSeal;
  readonly #clock: Clock;

  constructor(membership: Pick<Membership, 'owner'>, seal: MemberSeal, clock: Clock) {
    this.#membership = membership;
    this.#seal = seal;
    this.#clock = clock;
  }

  /** Rejects with AppError `unavailable` when it does not say yes. */
  async call(name: string, body: Buffer, signal: AbortSignal, timeoutMs: number): Promise<Buffer> {
    const owner = this.#membership.owner();
    if (owner === null) throw new AppError('unavailable', 'nobody owns the database now');
    const url = new URL(`${CALLS_ROOT}${name}`, owner.address);
    const timeout = new AbortController();
    const timer = this.#clock.after(timeoutMs, () => timeout.abort(new Error('no answer in time')));
    try {
      const answer = await this.#post(url, body, AbortSignal.any([signal, timeout.signal]));
      const answered = await buffer(answer);
      if (answer.statusCode === 200) return answered;
      throw new AppError('unavailable', `the owner answered ${answer.statusCode} to ${name}`);
    } finally {
      timer.cancel();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(url: URL, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
    const headers = {
      'content-length': body.byteLength,
      [SEAL_HEADER]: sealedCall(this.#seal, url.pathname, body),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { agent: this.#agent, method: 'POST', headers, signal });
      outgoing.once('response', resolve);
      outgoing.on('error', (cause) =>
        reject(
          new AppError('unavailable', `the owner cannot be asked for ${name(url)}`, { cause }),
        ),
      );
      outgoing.end(body);
    });
  }
}

const name = ({ pathname }: URL): string => pathname.slice(CALLS_ROOT.length);
