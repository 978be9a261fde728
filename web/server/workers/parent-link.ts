import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Credentials, ViewerClaim } from '../../../platform/identity/credentials.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { AuthenticationReply, AuthenticationSource } from './mirrored-authenticator.ts';

type Answer = Extract<ToWorker, { kind: 'authenticated' | 'not-authenticated' }>;

const ANSWER_MS = 10_000;
const MAX_ASKED = 5_000;

/** What a worker asks its parent. */
export class ParentLink implements AuthenticationSource {
  readonly #send: (message: FromWorker) => void;
  readonly #clock: Clock;
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #nextId = 0;

  constructor(send: (message: FromWorker) => void, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  async authenticate({
    authorization,
    sessionCookie,
    viewer,
  }: Credentials): Promise<AuthenticationReply> {
    const credentials = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(sessionCookie === undefined ? {} : { sessionCookie }),
      ...(viewer === undefined ? {} : { viewer: plainClaim(viewer) }),
    };
    const answer = await this.#ask((id) => ({ kind: 'authenticate', id, credentials }));
    if (answer.kind === 'authenticated') return answer;
    throw new AppError(answer.error, answer.message, { retryAfterSeconds: 1 });
  }

  /** An answer has come. */
  heard(answer: Answer): void {
    this.#asked.get(answer.id)?.(answer);
  }

  #ask(question: (id: number) => FromWorker): Promise<Answer> {
    if (this.#asked.size >= MAX_ASKED) return Promise.reject(noAnswer());
    const id = this.#nextId++;
    return new Promise<Answer>((resolve, reject) => {
      const timer = this.#clock.after(ANSWER_MS, () => {
        this.#asked.delete(id);
        reject(noAnswer());
      });
      this.#asked.set(id, (answer) => {
        timer.cancel();
        this.#asked.delete(id);
        resolve(answer);
      });
      this.#send(question(id));
    });
  }
}

/** Without what is undefined, which no message has. */
function plainClaim({ user, signed }: ViewerClaim): { user?: string; signed?: string } {
  return { ...(user === undefined ? {} : { user }), ...(signed === undefined ? {} : { signed }) };
}

function noAnswer(): AppError {
  return new AppError('unavailable', 'Who asks could not be looked up in time; ask again.', {
    retryAfterSeconds: 1,
  });
}
