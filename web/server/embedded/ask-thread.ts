import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { CollectionAsker, CollectionStatus } from './collection-status.ts';
import type { EmbeddedAnswer, EmbeddedPush } from './embedded-messages.ts';
import type { EmbeddedLink, EmbeddedListener } from './embedded-thread.ts';

export interface ThreadAsk {
  readonly link: EmbeddedLink;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Nobody waits any more. */
  readonly gone: AbortSignal;
}

/**
 * Hands a push to the thread of the embedded stores and waits for its answer.
 * @throws AppError `unavailable` without the thread, `timeout`; the reason of `gone`
 */
export function pushToThread(push: EmbeddedPush, ask: ThreadAsk): Promise<EmbeddedAnswer> {
  return waitFor(ask, (settle) =>
    ask.link.push(push, { answered: settle.resolve, lost: (cause) => settle.lost(cause) }),
  );
}

/** How the collection does. @throws AppError as `pushToThread` does */
export function askCollection(asker: CollectionAsker, ask: ThreadAsk): Promise<CollectionStatus> {
  return waitFor(ask, (settle) =>
    ask.link.collection(asker, {
      collected: settle.resolve,
      answered: ({ status }) => settle.lost(new Error(`status ${status}`)),
      lost: settle.lost,
    }),
  );
}

interface Settle<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly lost: EmbeddedListener['lost'];
}

function waitFor<Answer>(
  { link, clock, timeoutMs, gone }: ThreadAsk,
  begin: (settle: Settle<Answer>) => number,
): Promise<Answer> {
  gone.throwIfAborted();
  return new Promise((resolve, reject) => {
    const end = () => {
      timer.cancel();
      gone.removeEventListener('abort', onGone);
    };
    const id = begin({
      resolve: (answer) => {
        end();
        resolve(answer);
      },
      lost: (cause) => {
        end();
        const message = 'the embedded stores do not answer; try again soon';
        reject(new AppError('unavailable', message, { cause, retryAfterSeconds: 5 }));
      },
    });
    const cancel = (reason: unknown) => {
      end();
      link.cancel(id);
      reject(reason);
    };
    const onGone = () => cancel(gone.reason);
    const timer = clock.after(timeoutMs, () =>
      cancel(new AppError('timeout', `the embedded stores took longer than ${timeoutMs} ms`)),
    );
    gone.addEventListener('abort', onGone, { once: true });
  });
}
