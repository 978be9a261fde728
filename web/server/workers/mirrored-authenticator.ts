import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { type Authentication, unauthenticated } from '../../../platform/identity/authentication.ts';
import { CredentialReader, type Credentials } from '../../../platform/identity/credentials.ts';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import type { ToWorker } from './messages.ts';
import { readAuthentication, type WireAuthentication } from './wire-authentication.ts';

/** The parent's answer to who somebody is. */
export type AuthenticationReply = Pick<
  Extract<ToWorker, { kind: 'authenticated' }>,
  'sequence' | 'keepMs' | 'answer'
>;

/** Asks the parent. Rejects with AppError; of the parent, or `unavailable`. */
export interface AuthenticationSource {
  authenticate(credentials: Credentials): Promise<AuthenticationReply>;
}

export interface MirroredAuthenticatorOptions {
  readonly source: AuthenticationSource;
  /** The sequence that was heard last. */
  readonly heard: () => number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

interface Kept {
  readonly answer: Authentication;
  /** Equal for equal answers: then the object stays the same, and what hangs on it. */
  readonly text: string;
  /** Not to be used at this instant and later. */
  readonly untilMs: number;
}

const MAX_KEPT = 20_000;
/** Attempts to get an answer that nothing has overtaken. */
const MAX_ATTEMPTS = 5;

/** The parent's authenticator, remembered until anything changes that it could depend on. */
export class MirroredAuthenticator {
  readonly #options: MirroredAuthenticatorOptions;
  readonly #reader = new CredentialReader();
  readonly #kept = new BoundedMap<string, Kept>(MAX_KEPT);
  readonly #asking = new Map<string, Promise<Authentication>>();
  #keptUnder: number;

  constructor(options: MirroredAuthenticatorOptions) {
    this.#options = options;
    this.#keptUnder = options.heard();
  }

  /** As `Authenticator.authenticate`. */
  authenticate(credentials: Credentials): Authentication | Promise<Authentication> {
    this.#forgetOutdated();
    const read = this.#reader.read(credentials);
    if (read.kind === 'none') return unauthenticated('missing');
    if (read.kind === 'malformed') return unauthenticated('malformed');
    const key = keyOf(read, credentials);
    const kept = this.#kept.get(key);
    if (kept && this.#options.clock.nowMs() < kept.untilMs) return kept.answer;
    return this.#join(key, credentials);
  }

  #forgetOutdated(): void {
    const heard = this.#options.heard();
    if (heard === this.#keptUnder) return;
    this.#keptUnder = heard;
    this.#kept.clear();
    // Who asks from now on must not get an answer that was asked for before.
    this.#asking.clear();
  }

  #join(key: string, credentials: Credentials): Promise<Authentication> {
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    // A connection cannot be sent, and is none of the parent's business.
    const { authorization, sessionCookie, viewer } = credentials;
    const asked = this.#ask(key, { authorization, sessionCookie, viewer }).finally(() => {
      if (this.#asking.get(key) === asked) this.#asking.delete(key);
    });
    this.#asking.set(key, asked);
    return asked;
  }

  async #ask(key: string, credentials: Credentials): Promise<Authentication> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const reply = await this.#options.source.authenticate(credentials);
      if (reply.sequence === this.#options.heard()) return this.#keep(key, reply);
    }
    throw new AppError('unavailable', 'Rights change faster than they can be read; ask again.', {
      retryAfterSeconds: 1,
    });
  }

  #keep(key: string, { keepMs, answer }: AuthenticationReply): Authentication {
    this.#forgetOutdated();
    if (answer.kind === 'unauthenticated' || answer.kind === 'no-viewer') {
      this.#kept.delete(key);
      return answer.kind === 'no-viewer' ? answer : unauthenticated(answer.reason);
    }
    const text = JSON.stringify(answer);
    const before = this.#kept.get(key);
    const kept: Kept = {
      answer: before?.text === text ? before.answer : readAuthentication(answer),
      text,
      untilMs: Math.min(this.#keptUntilMs(keepMs), endOf(answer)),
    };
    this.#kept.set(key, kept);
    return kept.answer;
  }

  #keptUntilMs(keepMs: number | null): number {
    return keepMs === null ? Number.POSITIVE_INFINITY : this.#options.clock.nowMs() + keepMs;
  }
}

/** A token may stand for many who look. */
function keyOf(
  { kind, hash }: { readonly kind: string; readonly hash: string },
  { viewer }: Credentials,
): string {
  const claim = viewer === undefined ? '' : JSON.stringify([viewer.user, viewer.signed]);
  return `${kind} ${hash} ${claim}`;
}

function endOf(
  answer: Exclude<WireAuthentication, { kind: 'unauthenticated' | 'no-viewer' }>,
): number {
  return answer.expiresAtMs ?? Number.POSITIVE_INFINITY;
}
