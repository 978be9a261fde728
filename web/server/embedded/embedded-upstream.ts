import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { EMBEDDED_URL } from '../../../platform/tenancy/cluster-backend.ts';
import { EMBEDDED_TENANCY } from '../../../queries/upstream/embedded-tenancy.ts';
import type {
  Upstream,
  UpstreamCall,
  UpstreamFailure,
  UpstreamReceiver,
  UpstreamRequest,
} from '../../../queries/upstream/upstream.ts';
import type { EmbeddedAnswer, EmbeddedQuestion } from './embedded-messages.ts';
import type { EmbeddedLink, EmbeddedListener } from './embedded-thread.ts';

/** Asks the embedded stores where they are meant, and everything else over HTTP. */
export function withEmbedded(http: Upstream, embedded: Upstream): Upstream {
  return {
    send: (request, receiver) =>
      (request.backend.url === EMBEDDED_URL ? embedded : http).send(request, receiver),
  };
}

/** `data` of what is answered without the stores, e.g. of `/api/v1/rules`; undefined for other paths. */
export type AnswerHere = (path: string) => unknown;

/** `Upstream` over the thread of the embedded stores. */
export function createEmbeddedUpstream(
  link: Pick<EmbeddedLink, 'ask' | 'cancel'>,
  clock: Clock,
  answerHere: AnswerHere,
): Upstream {
  return {
    send: (request, receiver) => {
      const call = new EmbeddedCall(link, clock, receiver);
      const data = answerHere(request.path);
      return data === undefined ? call.start(request) : call.answerWith(data);
    },
  };
}

/** A request as a question; the body is copied, since the caller may use it again. */
export function questionOf(request: UpstreamRequest): EmbeddedQuestion {
  const { backend, method, path, form, body, headers, timeoutMs } = request;
  const tenant = backend.headers.find(([name]) => name === EMBEDDED_TENANCY.name)?.[1] ?? '';
  const within = backend.within ?? null;
  const type = body ? [['content-type', body.contentType] as const] : [];
  return {
    tenant,
    within,
    method,
    path,
    form,
    headers: [...(headers ?? []), ...type],
    body: body?.bytes ?? null,
    timeoutMs,
  };
}

class EmbeddedCall implements UpstreamCall, EmbeddedListener {
  readonly #link: Pick<EmbeddedLink, 'ask' | 'cancel'>;
  readonly #clock: Clock;
  readonly #receiver: UpstreamReceiver;
  #id = 0;
  #timer: Timer | null = null;
  #isSettled = false;
  /** What the receiver has not taken yet. */
  #waiting: Uint8Array[] = [];
  #isPaused = false;

  constructor(
    link: Pick<EmbeddedLink, 'ask' | 'cancel'>,
    clock: Clock,
    receiver: UpstreamReceiver,
  ) {
    this.#link = link;
    this.#clock = clock;
    this.#receiver = receiver;
  }

  start(request: UpstreamRequest): this {
    this.#timer = this.#clock.after(request.timeoutMs, () => this.#end('timeout'));
    this.#id = this.#link.ask(questionOf(request), this);
    return this;
  }

  /** In a later turn, as any answer. */
  answerWith(data: unknown): this {
    const body = Buffer.from(JSON.stringify({ status: 'success', data }));
    queueMicrotask(() => this.answered({ status: 200, headers: {}, chunks: [body] }));
    return this;
  }

  answered({ status, headers, chunks }: EmbeddedAnswer): void {
    if (this.#isSettled) return;
    this.#timer?.cancel();
    this.#waiting = [...chunks];
    this.#receiver.head(status, headers);
    this.#flow();
  }

  lost(cause: Error): void {
    this.#fail('unreachable', cause);
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#flow();
  }

  abort(): void {
    this.#end('aborted');
  }

  #flow(): void {
    while (!this.#isSettled && !this.#isPaused) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#isSettled = true;
        this.#receiver.done();
        return;
      }
      this.#isPaused = !this.#receiver.data(Buffer.from(next.buffer, next.byteOffset, next.length));
    }
  }

  #end(failure: UpstreamFailure): void {
    if (this.#isSettled) return;
    this.#link.cancel(this.#id);
    this.#fail(failure, new Error(`embedded stores: ${failure}`));
  }

  #fail(failure: UpstreamFailure, cause: Error): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#timer?.cancel();
    this.#waiting = [];
    this.#receiver.failed(failure, cause);
  }
}
