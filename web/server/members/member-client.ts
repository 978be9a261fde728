import { Agent, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import { CALLS_ROOT, isSealedAnswer, SEAL_HEADER, sealedCall } from './member-calls.ts';

export interface MemberCallRequest {
  /** Of the member, e.g. `http://10.0.0.7:8080`. */
  readonly address: string;
  readonly name: string;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

/**
 * - `answered`: 200, by a member that was asked exactly this.
 * - `unreached`: it has heard nothing of the call.
 * - `broken`: it may have. `isKept`: on a connection that was kept from before, which its end may have closed.
 */
export type MemberCallAnswer =
  | { readonly kind: 'answered'; readonly body: Buffer }
  | { readonly kind: 'unreached'; readonly cause: Error }
  | { readonly kind: 'broken'; readonly cause: Error; readonly isKept: boolean };

/** Members are near; one that cannot be reached is not waited for. */
const CONNECT_MS = 2_000;

interface Way {
  isReached: boolean;
  isKept: boolean;
}

/** Calls other members of the database; never rejects. */
export class MemberClient {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #seal: MemberSeal;
  readonly #clock: Pick<Clock, 'after'>;

  constructor(seal: MemberSeal, clock: Pick<Clock, 'after'>) {
    this.#seal = seal;
    this.#clock = clock;
  }

  async call({ address, name, body, signal }: MemberCallRequest): Promise<MemberCallAnswer> {
    const way: Way = { isReached: false, isKept: false };
    try {
      const url = new URL(`${CALLS_ROOT}${name}`, address);
      const answer = await this.#post(url, body, signal, way);
      const answered = await buffer(answer);
      if (answer.statusCode !== 200) throw new Error(`it answered ${answer.statusCode} to ${name}`);
      const asked = { path: url.pathname, body };
      const said = { seal: answer.headers[SEAL_HEADER], body: answered };
      if (!isSealedAnswer(this.#seal, asked, said)) throw new Error('no member has answered');
      return { kind: 'answered', body: answered };
    } catch (thrown) {
      const cause = asError(thrown);
      if (!way.isReached) return { kind: 'unreached', cause };
      return { kind: 'broken', cause, isKept: way.isKept && isReset(cause) };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(url: URL, body: Buffer, signal: AbortSignal, way: Way): Promise<IncomingMessage> {
    const headers = {
      'content-length': body.byteLength,
      [SEAL_HEADER]: sealedCall(this.#seal, url.pathname, body),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { agent: this.#agent, method: 'POST', headers, signal });
      const timer = this.#clock.after(CONNECT_MS, () =>
        outgoing.destroy(new Error(`no connection within ${CONNECT_MS} ms`)),
      );
      const reached = () => {
        timer.cancel();
        way.isReached = true;
      };
      outgoing.once('socket', (socket) => {
        way.isKept = outgoing.reusedSocket;
        if (socket.connecting) socket.once('connect', reached);
        else reached();
      });
      outgoing.once('response', resolve);
      outgoing.on('error', (error) => {
        timer.cancel();
        reject(error);
      });
      outgoing.end(body);
    });
  }
}

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
