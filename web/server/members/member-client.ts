import { Agent, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { asError } from '../../../platform/errors/app-error.ts';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import { CALLS_ROOT, SEAL_HEADER, sealedCall } from './member-calls.ts';

export interface MemberCallRequest {
  /** Of the member, e.g. `http://10.0.0.7:8080`. */
  readonly address: string;
  readonly name: string;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

/**
 * `unreached`: it has heard nothing of the call. `broken`: it may have.
 */
export type MemberCallAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer }
  | { readonly kind: 'unreached' | 'broken'; readonly cause: Error };

/** Calls other members of the database; never rejects. */
export class MemberClient {
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #seal: MemberSeal;

  constructor(seal: MemberSeal) {
    this.#seal = seal;
  }

  async call({ address, name, body, signal }: MemberCallRequest): Promise<MemberCallAnswer> {
    let isReached = false;
    try {
      const url = new URL(`${CALLS_ROOT}${name}`, address);
      const answer = await this.#post(url, body, signal, () => {
        isReached = true;
      });
      return { kind: 'answered', status: answer.statusCode ?? 0, body: await buffer(answer) };
    } catch (thrown) {
      return { kind: isReached ? 'broken' : 'unreached', cause: asError(thrown) };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(
    url: URL,
    body: Buffer,
    signal: AbortSignal,
    onReached: () => void,
  ): Promise<IncomingMessage> {
    const headers = {
      'content-length': body.byteLength,
      [SEAL_HEADER]: sealedCall(this.#seal, url.pathname, body),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { agent: this.#agent, method: 'POST', headers, signal });
      outgoing.once('socket', (socket) => {
        if (socket.connecting) socket.once('connect', onReached);
        else onReached();
      });
      outgoing.once('response', resolve);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
