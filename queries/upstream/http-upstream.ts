import type { Dispatcher } from 'undici';
import { errors } from 'undici';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type {
  Upstream,
  UpstreamCall,
  UpstreamFailure,
  UpstreamReceiver,
  UpstreamRequest,
} from './upstream.ts';

export interface HttpUpstreamOptions {
  /** The connection pool to the origin of a backend, guarded by the administrator's policy. */
  readonly dispatcherFor: (origin: string) => Dispatcher;
  readonly clock: Clock;
}

const FORM = 'application/x-www-form-urlencoded';

/** `Upstream` over HTTP with undici's lowest-level call: no stream objects on the hot path. */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const targets = new Map<string, Target>();
  const targetOf = (url: string): Target => {
    const known = targets.get(url);
    if (known) return known;
    const { origin, pathname } = new URL(url);
    const target = { origin, prefix: pathname === '/' ? '' : pathname };
    if (targets.size >= MAX_TARGETS) targets.clear();
    targets.set(url, target);
    return target;
  };
  return {
    send: (request, receiver) => {
      const target = targetOf(request.backend.url);
      return new HttpCall(request, receiver, options.clock).start(target, options.dispatcherFor);
    },
  };
}

/** A backend's URL taken apart. */
interface Target {
  readonly origin: string;
  readonly prefix: string;
}

const MAX_TARGETS = 1_000;

class HttpCall implements UpstreamCall {
  readonly #request: UpstreamRequest;
  readonly #receiver: UpstreamReceiver;
  readonly #clock: Clock;
  #controller: Dispatcher.DispatchController | null = null;
  #failure: UpstreamFailure | null = null;
  #settled = false;
  #timer: { cancel(): void } | null = null;

  constructor(request: UpstreamRequest, receiver: UpstreamReceiver, clock: Clock) {
    this.#request = request;
    this.#receiver = receiver;
    this.#clock = clock;
  }

  start(target: Target, dispatcherFor: (origin: string) => Dispatcher): this {
    this.#timer = this.#clock.after(this.#request.timeoutMs, () => this.#stop('timeout'));
    dispatcherFor(target.origin).dispatch(this.#options(target), this.#handler());
    return this;
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#stop('aborted');
  }

  #options({ origin, prefix }: Target): Dispatcher.DispatchOptions {
    const { method, path, form, backend, timeoutMs } = this.#request;
    const inUrl = method === 'GET' && form !== '';
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': 'identity',
    };
    if (method === 'POST') headers['content-type'] = FORM;
    if (backend.bearerToken !== null) headers.authorization = `Bearer ${backend.bearerToken}`;
    return {
      origin,
      path: `${prefix}${path}${inUrl ? `?${form}` : ''}`,
      method,
      headers,
      body: method === 'POST' ? form : null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    };
  }

  #handler(): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller) => {
        this.#controller = controller;
        if (this.#failure) controller.abort(new Error(this.#failure));
      },
      onResponseStart: (_controller, status, headers) => {
        const encoding = headers['content-encoding'];
        if (encoding !== undefined && encoding !== 'identity') this.#stop('encoded');
        else if (!this.#settled) this.#receiver.head(status);
      },
      onResponseData: (controller, chunk) => {
        if (!this.#settled && !this.#receiver.data(chunk)) controller.pause();
      },
      onResponseEnd: () => this.#settle(() => this.#receiver.done()),
      onResponseError: (_controller, error) => this.#fail(failureOf(error), asError(error)),
    };
  }

  #stop(failure: UpstreamFailure): void {
    if (this.#settled) return;
    this.#failure ??= failure;
    const cause = new Error(`upstream ${failure}`);
    this.#controller?.abort(cause);
    this.#fail(failure, cause);
  }

  #fail(failure: UpstreamFailure, cause: Error): void {
    this.#settle(() => this.#receiver.failed(this.#failure ?? failure, cause));
  }

  #settle(report: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#timer?.cancel();
    report();
  }
}

function failureOf(thrown: unknown): UpstreamFailure {
  if (thrown instanceof errors.HeadersTimeoutError || thrown instanceof errors.BodyTimeoutError)
    return 'timeout';
  if (thrown instanceof errors.ConnectTimeoutError) return 'timeout';
  if (
    thrown instanceof errors.HTTPParserError ||
    thrown instanceof errors.ResponseContentLengthMismatchError
  )
    return 'broken';
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' ? 'broken' : 'unreachable';
}
