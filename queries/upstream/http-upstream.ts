import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { errors } from 'undici';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type {
  Upstream,
  UpstreamBackend,
  UpstreamCall,
  UpstreamFailure,
  UpstreamReceiver,
  UpstreamRequest,
} from './upstream.ts';

export interface HttpUpstreamOptions {
  /** The connection pool to a backend, guarded by the administrator's policy. */
  readonly dispatcherFor: (backend: UpstreamBackend) => Dispatcher;
  readonly clock: Clock;
}

const FORM = 'application/x-www-form-urlencoded';

/** `Upstream` over HTTP with undici's lowest-level call: no stream objects on the hot path. */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const targets = new WeakMap<UpstreamBackend, Target>();
  const targetOf = (backend: UpstreamBackend): Target => {
    const known = targets.get(backend);
    if (known) return known;
    const target = makeTarget(backend);
    targets.set(backend, target);
    return target;
  };
  return {
    send: (request, receiver) => {
      const target = targetOf(request.backend);
      return new HttpCall(request, receiver, options.clock).start(target, options.dispatcherFor);
    },
  };
}

/** A backend's URL taken apart, and the headers of its requests put together. */
interface Target {
  readonly origin: string;
  readonly prefix: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly formHeaders: string[];
}

function makeTarget({ url, headers }: UpstreamBackend): Target {
  const { origin, pathname } = new URL(url);
  const own = ['accept', 'application/json', 'accept-encoding', 'identity', ...headers.flat()];
  return {
    origin,
    prefix: pathname === '/' ? '' : pathname.replace(/\/+$/, ''),
    headers: own,
    formHeaders: [...own, 'content-type', FORM],
  };
}

/** Those of the target with the request's own, which replace what has the same name. */
function headersOf(target: Target, request: UpstreamRequest): string[] {
  const { method, headers, body } = request;
  if (headers === undefined && body === undefined) {
    return method === 'POST' ? target.formHeaders : target.headers;
  }
  const type = body?.contentType ?? (method === 'POST' ? FORM : null);
  const own = [...(type === null ? [] : [['content-type', type] as const]), ...(headers ?? [])];
  const replaced = new Set(own.map(([name]) => name));
  const rest: string[] = [];
  for (let at = 0; at < target.headers.length; at += 2) {
    const [name = '', value = ''] = target.headers.slice(at, at + 2);
    if (!replaced.has(name)) rest.push(name, value);
  }
  return [...rest, ...own.flat()];
}

/** One request; its own dispatch handler, since the hot path feels every closure. */
class HttpCall implements UpstreamCall, Dispatcher.DispatchHandler {
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

  start(target: Target, dispatcherFor: HttpUpstreamOptions['dispatcherFor']): this {
    this.#timer = this.#clock.after(this.#request.timeoutMs, () => this.#stop('timeout'));
    dispatcherFor(this.#request.backend).dispatch(this.#options(target), this);
    return this;
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#stop('aborted');
  }

  #options(target: Target): Dispatcher.DispatchOptions {
    const { method, path, form, body, timeoutMs } = this.#request;
    const formInBody = method === 'POST' && body === undefined;
    const inUrl = !formInBody && form !== '';
    return {
      origin: target.origin,
      path: `${target.prefix}${path}${inUrl ? `?${form}` : ''}`,
      method,
      headers: headersOf(target, this.#request),
      body: formInBody ? form : (body?.bytes ?? null),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    };
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(new Error(this.#failure));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') this.#stop('encoded');
    else if (!this.#settled) this.#receiver.head(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settled && !this.#receiver.data(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#settleOnce()) this.#receiver.done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(failureOf(error), asError(error));
  }

  #stop(failure: UpstreamFailure): void {
    if (this.#settled) return;
    this.#failure ??= failure;
    const cause = new Error(`upstream ${failure}`);
    this.#controller?.abort(cause);
    this.#fail(failure, cause);
  }

  #fail(failure: UpstreamFailure, cause: Error): void {
    if (this.#settleOnce()) this.#receiver.failed(this.#failure ?? failure, cause);
  }

  /** True the first time. */
  #settleOnce(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#timer?.cancel();
    return true;
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
