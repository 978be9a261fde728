import type { Readable } from 'node:stream';
import { asError } from '../../errors/app-error.ts';
import { redactText } from '../../observe/redact.ts';
import { readCapped } from '../../outbound/capped-body.ts';
import { failureReason } from '../../outbound/failure.ts';
import { refusalIn } from '../../outbound/guard.ts';
import { done, type KubernetesFailure, type Outcome } from '../objects/kubernetes-failure.ts';
import { readFailure } from '../objects/read-failure.ts';
import type { CredentialSource } from './credential-source.ts';
import type { Credentials } from './credentials.ts';
import type { Lane, Lanes } from './lanes.ts';
import type { TokenBucket } from './token-bucket.ts';

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server's URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A success. */
export interface TransportAnswer {
  readonly status: number;
  readonly body: string;
  /** Of the headers `Warning`, with which servers speak to people. */
  readonly warnings: readonly string[];
}

/** One try of a request to one cluster: rate, credentials, connection, and the failures sorted. */
export interface Transport {
  send(request: TransportRequest): Promise<Outcome<TransportAnswer>>;
  /** Reads an answer that goes on, as long as `read` does; what it throws is a breaking off. */
  stream(
    request: TransportRequest,
    read: (body: Readable) => Promise<void>,
  ): Promise<Outcome<void>>;
  close(): Promise<void>;
}

export interface TransportParts {
  readonly credentials: CredentialSource;
  readonly lanes: Lanes;
  readonly bucket: TokenBucket;
}

const MAX_FAILURE_BYTES = 1_048_576;

export function createTransport({ credentials, lanes, bucket }: TransportParts): Transport {
  const prepared = async <T>(
    request: TransportRequest,
    run: (lane: Lane, who: Credentials) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> => {
    try {
      await bucket.take(request.signal);
    } catch {
      return { kind: 'aborted', message: 'given up while waiting for its turn' };
    }
    let who: Credentials;
    try {
      who = credentials.current();
    } catch (thrown) {
      return { kind: 'unauthenticated', message: redactText(asError(thrown).message) };
    }
    const outcome = await lanes.use(who.tls, (lane) => run(lane, who));
    if (outcome.kind === 'unauthenticated') credentials.expire();
    return outcome;
  };
  return {
    send: (request) => prepared(request, (lane, who) => sendOnce(lane, who, request)),
    stream: (request, read) =>
      prepared(request, (lane, who) => readStream(lane, who, request, read)),
    close: () => lanes.close(),
  };
}

async function sendOnce(
  lane: Lane,
  who: Credentials,
  request: TransportRequest,
): Promise<Outcome<TransportAnswer>> {
  const result = await lane.outbound.send({
    method: request.method,
    url: urlOf(who, request),
    headers: headersOf(who, request),
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  if (result.kind === 'refused') return { kind: 'unreachable', message: result.message };
  if (result.kind === 'failed') {
    const kind = result.reason === 'aborted' ? 'aborted' : 'unreachable';
    return { kind, message: `no answer (${result.reason}): ${result.cause.message}` };
  }
  if (result.isCut) {
    return { kind: 'too_large', message: `the answer is larger than ${result.body.length} bytes` };
  }
  const body = result.body.toString('utf8');
  const { status, headers } = result;
  if (status >= 400) return readFailure({ status, body, retryAfter: headers['retry-after'] });
  return done({ status, body, warnings: readWarnings(headers.warning) });
}

async function readStream(
  lane: Lane,
  who: Credentials,
  request: TransportRequest,
  read: (body: Readable) => Promise<void>,
): Promise<Outcome<void>> {
  const signal = request.signal ?? new AbortController().signal;
  const url = new URL(urlOf(who, request));
  try {
    const { statusCode, headers, body } = await lane.dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: headersOf(who, request),
      signal,
    });
    if (statusCode >= 300) {
      const capped = await readCapped(body, MAX_FAILURE_BYTES, signal);
      const retryAfter = [headers['retry-after']].flat()[0];
      return readFailure({ status: statusCode, body: capped.body.toString('utf8'), retryAfter });
    }
    body.on('error', () => undefined); // also when it breaks while nobody reads
    await read(body);
    return done(undefined);
  } catch (thrown) {
    return streamFailure(thrown, signal);
  }
}

function streamFailure(thrown: unknown, signal: AbortSignal): KubernetesFailure {
  if (signal.aborted) return { kind: 'aborted', message: 'given up' };
  const refusal = refusalIn(thrown);
  if (refusal) return { kind: 'unreachable', message: refusal.message };
  const { message } = asError(thrown);
  return {
    kind: 'unreachable',
    message: `broke off (${failureReason(thrown)}): ${redactText(message)}`,
  };
}

function urlOf(who: Credentials, { path, query = {} }: TransportRequest): string {
  const text = new URLSearchParams(query).toString();
  return `${who.url}${path}${text === '' ? '' : `${path.includes('?') ? '&' : '?'}${text}`}`;
}

function headersOf(who: Credentials, request: TransportRequest): Record<string, string> {
  return {
    'User-Agent': 'tocsin',
    Accept: 'application/json',
    ...(request.contentType === undefined ? {} : { 'Content-Type': request.contentType }),
    ...(who.token === undefined ? {} : { Authorization: `Bearer ${who.token}` }),
  };
}

/** `299 - "unknown field \"spec.x\""`, several joined by commas. */
function readWarnings(header: string | undefined): readonly string[] {
  const found = (header ?? '').matchAll(/\d{3} \S+ ("(?:[^"\\]|\\.)*")/g);
  return [...found].map(([, quoted = '""']) => quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
}
