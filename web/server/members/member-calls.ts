import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, asError } from '../../../platform/errors/app-error.ts';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { refuseRequest } from './refuse-request.ts';

/** What members ask the owner for; no client can, since it cannot seal. */
export const CALLS_ROOT = '/_member/';
export const SEAL_HEADER = 'x-tocsin-member';
/** Both ways. */
const MAX_CALL_BYTES = 64 * 1024 * 1024;

/**
 * @param signal aborts when who called has gone
 * @returns what is answered, or rejects; an `AppError` is answered as such.
 */
export type MemberCall = (body: Buffer, signal: AbortSignal) => Promise<Buffer>;

/** Answers calls of other members, before any route or forwarding. */
export class MemberCalls {
  readonly #seal: MemberSeal;
  readonly #logger: Logger;
  readonly #calls = new Map<string, MemberCall>();

  constructor(seal: MemberSeal, logger: Logger) {
    this.#seal = seal;
    this.#logger = logger;
  }

  /** From now on `/_member/<name>` is answered. */
  on(name: string, call: MemberCall): void {
    this.#calls.set(`${CALLS_ROOT}${name}`, call);
  }

  /** @returns false for what is no such call */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (!request.url?.startsWith(CALLS_ROOT)) return false;
    void this.#answer(request, response, request.url);
    return true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      const call = this.#calls.get(path);
      const [digest = '', seal = ''] = String(request.headers[SEAL_HEADER]).split(' ', 2);
      // Nothing is read of strangers.
      if (call === undefined || !this.#seal.holds(seal, callFacts(path, digest))) throw nothing();
      const body = await bodyOf(request);
      if (digestOf(body) !== digest) throw nothing();
      const gone = new AbortController();
      response.once('close', () => gone.abort(new Error('who called has gone')));
      const answer = await call(body, gone.signal);
      const sealed = this.#seal.sign(answerFacts(path, digest, answer));
      response.writeHead(200, { 'content-length': answer.byteLength, [SEAL_HEADER]: sealed });
      response.end(answer);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) {
        this.#logger.error({ err: asError(thrown), path }, 'call of a member failed');
      }
      refuseRequest(request, response, asAppError(thrown));
    }
  }
}

/** Who calls and what is called, sealed: the value of the header. */
export function sealedCall(seal: MemberSeal, path: string, body: Uint8Array): string {
  const digest = digestOf(body);
  return `${digest} ${seal.sign(callFacts(path, digest))}`;
}

/** Whether an answer comes from a member that was asked exactly this. */
export function isSealedAnswer(
  seal: MemberSeal,
  asked: { readonly path: string; readonly body: Uint8Array },
  answer: { readonly seal: unknown; readonly body: Uint8Array },
): boolean {
  const facts = answerFacts(asked.path, digestOf(asked.body), answer.body);
  return typeof answer.seal === 'string' && seal.holds(answer.seal, facts);
}

function answerFacts(path: string, digest: string, answer: Uint8Array): readonly string[] {
  return ['answer', path, digest, digestOf(answer)];
}

function callFacts(path: string, digest: string): readonly string[] {
  return ['call', path, digest];
}

function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url');
}

/** @throws AppError `too_large` */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.byteLength;
    if (bytes > MAX_CALL_BYTES) throw new AppError('too_large', 'the call is too large');
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function asAppError(thrown: unknown): AppError {
  return thrown instanceof AppError
    ? thrown
    : new AppError('internal', 'the call failed; the log of the owner says why');
}

/** To strangers there is nothing here. */
function nothing(): AppError {
  return new AppError('not_found', 'there is nothing here');
}
