import type { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { Clock } from '../clock/clock.ts';
import { readCapped } from './capped-body.ts';
import { bareError, type FailureReason, failureReason } from './failure.ts';
import { createGuard, type Guard, type GuardOptions, refusalIn } from './guard.ts';
import { createGuardedAgents, guardedHttpsAgent, type KeptConnections } from './guarded-agents.ts';
import type { OutboundMetrics } from './outbound-metrics.ts';
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
    const result = await sendOnce(client, guard, options, request);
    const seconds = (options.clock.monotonicMs() - startMs) / 1_000;
    options.metrics.finished(options.policy, result.kind, seconds);
    return result;
  };
  return { send, close: () => agents.destroy() };
}

async function sendOnce(
  client: AxiosInstance,
  guard: Guard,
  options: OutboundOptions,
  request: OutboundRequest,
): Promise<OutboundResult> {
  const url = checkRequest(request.url, request.headers ?? {});
  if (!(url instanceof URL)) return url;
  const timeout = new AbortController();
  const timer = options.clock.after(options.timeoutMs, () => timeout.abort());
  const signals = request.signal ? [timeout.signal, request.signal] : [timeout.signal];
  try {
    guard.checkLiteral(url.hostname, portOf(url));
    const particular = particularAgent(guard, request.tls ?? {});
    const whole = { client, url, request, particular, maxBytes: options.maxBytes };
    return await exchange(whole, AbortSignal.any(signals));
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
