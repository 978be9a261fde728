import type { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { Clock } from '../clock/clock.ts';
import { readCapped } from './capped-body.ts';
import { bareError, type FailureReason, failureReason } from './failure.ts';
import { createGuard, type Guard, type GuardOptions, refusalIn } from './guard.ts';
import { createGuardedAgents, guardedHttpsAgent, type KeptConnections } from './guarded-agents.ts';
import type { OutboundMetrics } from './outbound-metrics.ts';
import { createQuickExchange, type QuickExchange, type QuickOptions } from './quick-exchange.ts';
import { checkRequest, type Refusal, refused } from './request-check.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface OutboundOptions extends GuardOptions {
  /** For the whole request, from looking up the name to the last byte of the body. */
  readonly timeoutMs: number;
  /** The body is cut here and the connection closed. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly metrics: OutboundMetrics;
  /** Without it, each request has a connection of its own. */
  readonly keep?: KeptConnections;
  /**
   * Connections outlive a request, but to what is approved for some time only. A request whose kept
   * connection broke is sent once more: for receivers that know messages by their ids.
   */
  readonly quick?: QuickOptions;
}

export interface OutboundRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly tls?: TlsIdentity;
  readonly signal?: AbortSignal;
}

export type OutboundResult =
  | {
      readonly kind: 'answered';
      /** Anything but 3xx. */
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
      /** True when the body was longer than `maxBytes`. */
      readonly isCut: boolean;
    }
  | Refusal
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      /** Holds nothing of the request; may name an address, so it is for the log only. */
      readonly cause: Error;
    };

/**
 * The client for every HTTP request that goes to a configured destination. Never throws; follows
 * no redirects; takes no proxy from the environment; keeps no connection unless told to.
 */
export interface Outbound {
  send(request: OutboundRequest): Promise<OutboundResult>;
  /** Breaks off what is under way. */
  close(): void;
}

/** @throws AppError `invalid` for an allow list that cannot be read. */
export function createOutbound(options: OutboundOptions): Outbound {
  const guard = createGuard(options);
  const agents = createGuardedAgents(guard, options.keep);
  const quick = options.quick && createQuickExchange(options, options.quick);
  const client = axios.create({
    adapter: 'http',
    httpAgent: agents.http,
    httpsAgent: agents.https,
    proxy: false,
    maxRedirects: 0,
    responseType: 'stream',
    validateStatus: () => true,
    transformRequest: [(data) => data],
  });
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    const startMs = options.clock.monotonicMs();
    const result = await sendOnce({ client, guard, options, quick }, request);
    const seconds = (options.clock.monotonicMs() - startMs) / 1_000;
    options.metrics.finished(options.policy, result.kind, seconds);
    return result;
  };
  const close = () => {
    agents.destroy();
    quick?.close();
  };
  return { send, close };
}

interface Means {
  readonly client: AxiosInstance;
  readonly guard: Guard;
  readonly options: OutboundOptions;
  readonly quick: QuickExchange | undefined;
}

async function sendOnce(
  { client, guard, options, quick }: Means,
  request: OutboundRequest,
): Promise<OutboundResult> {
  const url = checkRequest(request.url, request.headers ?? {});
  if (!(url instanceof URL)) return url;
  const timeout = new AbortController();
  const timer = options.clock.after(options.timeoutMs, () => timeout.abort());
  const signals = request.signal ? [timeout.signal, request.signal] : [timeout.signal];
  try {
    guard.checkLiteral(url.hostname, portOf(url));
    const signal = AbortSignal.any(signals);
    if (quick && Object.keys(request.tls ?? {}).length === 0) {
      const answer = await sendQuick(quick, { url, request, maxBytes: options.maxBytes }, signal);
      if (answer !== null) return answer;
    }
    const particular = particularAgent(guard, request.tls ?? {});
    const whole = { client, url, request, particular, maxBytes: options.maxBytes };
    return await exchange(whole, signal);
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    if (refusal) return refused('address', refusal.message);
    const cause = bareError(thrown);
    if (timeout.signal.aborted) return { kind: 'failed', reason: 'timeout', cause };
    if (request.signal?.aborted) return { kind: 'failed', reason: 'aborted', cause };
    return { kind: 'failed', reason: failureReason(thrown), cause };
  } finally {
    timer.cancel();
  }
}

/** Null: to be sent over a connection of its own, which may reach more, and is whole. */
async function sendQuick(
  quick: QuickExchange,
  { url, request, maxBytes }: Pick<Exchange, 'url' | 'request' | 'maxBytes'>,
  signal: AbortSignal,
): Promise<OutboundResult | null> {
  const { method, body } = request;
  const headers = { ...defaultHeaders(request), ...request.headers };
  try {
    const answer = await quick.send({ url, method, headers, body, maxBytes }, signal);
    const { status } = answer;
    if (status >= 300 && status < 400) {
      return { kind: 'failed', reason: 'redirect', cause: new Error(`answered ${status}`) };
    }
    return { kind: 'answered', ...answer, headers: plainHeaders(answer.headers) };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    if (refusalIn(thrown) !== undefined || failureReason(thrown) === 'reset') return null;
    throw thrown;
  }
}

/** Its connection is not kept, so that an agent for one request costs nothing. */
function particularAgent(guard: Guard, tls: TlsIdentity): { readonly httpsAgent?: HttpsAgent } {
  return Object.keys(tls).length === 0 ? {} : { httpsAgent: guardedHttpsAgent(guard, tls) };
}

interface Exchange {
  readonly client: AxiosInstance;
  readonly url: URL;
  readonly request: OutboundRequest;
  readonly particular: { readonly httpsAgent?: HttpsAgent };
  readonly maxBytes: number;
}

async function exchange(
  { client, url, request, particular, maxBytes }: Exchange,
  signal: AbortSignal,
): Promise<OutboundResult> {
  const { status, headers, data } = await client.request({
    url: url.href,
    method: request.method,
    headers: { ...defaultHeaders(request), ...request.headers },
    data: request.body === undefined ? undefined : Buffer.from(request.body),
    signal,
    ...particular,
  });
  if (status >= 300 && status < 400) {
    data.destroy();
    return { kind: 'failed', reason: 'redirect', cause: new Error(`answered ${status}`) };
  }
  const { body, isCut } = await readCapped(data, maxBytes, signal);
  return { kind: 'answered', status, headers: plainHeaders(headers), body, isCut };
}

/** axios would add its own name, and a form content type to every body. */
function defaultHeaders(request: OutboundRequest): Record<string, string | false> {
  return {
    'User-Agent': 'tocsin',
    Accept: '*/*',
    'Accept-Encoding': 'identity',
    'Content-Type': request.body === undefined ? false : 'application/octet-stream',
  };
}

function plainHeaders(headers: object): Record<string, string> {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
