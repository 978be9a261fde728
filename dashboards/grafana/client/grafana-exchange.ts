import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { TokenBucket } from '../../../platform/kubernetes/connection/token-bucket.ts';
import type { FailureReason } from '../../../platform/outbound/failure.ts';
import type { Outbound, OutboundResult } from '../../../platform/outbound/outbound.ts';
import type { GrafanaMetrics } from './grafana-metrics.ts';

/** Where Grafana is, and as whom we manage it: a server administrator, by name and password. */
export interface GrafanaConnection {
  /** With the sub-path, if it is served from one; no query. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface GrafanaExchangeOptions {
  readonly connection: GrafanaConnection;
  /** By the policy `administrator`; bounds time and size of every answer. */
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly metrics: GrafanaMetrics;
  /** Most requests that are begun in a second. */
  readonly perSecond: number;
}

export interface GrafanaRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** e.g. `/api/orgs`; its parts are escaped already. */
  readonly path: string;
  /** What is attempted, for messages: `read the data sources`. */
  readonly attempt: string;
  /** In which organisation; absent: that of the administrator. */
  readonly organisation?: number;
  readonly body?: unknown;
  /** Statuses that are answers and no faults; 200 always is. */
  readonly accept?: readonly number[];
  /** What is answered need not be JSON: it is another's. */
  readonly isAnyText?: true;
  readonly signal: AbortSignal;
}

export interface GrafanaAnswer {
  readonly status: number;
  /** Parsed JSON; of `isAnyText` the text, where it is none. */
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `failed` with this word stands for what the address policy does not let us reach. */
const REFUSED = 'our outbound policy does not allow this address: check grafana.url';
const MESSAGE_CHARS = 300;

/**
 * One request to Grafana's HTTP API, as its administrator, not more of them in a second than it is
 * said. What it answers is JSON or an error that says what to do.
 */
export class GrafanaExchange {
  readonly #options: GrafanaExchangeOptions;
  readonly #bucket: TokenBucket;
  readonly #authorization: string;

  constructor(options: GrafanaExchangeOptions) {
    this.#options = options;
    const { perSecond, clock, connection } = options;
    this.#bucket = new TokenBucket({ perSecond, burst: perSecond, clock });
    const pair = Buffer.from(`${connection.user}:${connection.password}`).toString('base64');
    this.#authorization = `Basic ${pair}`;
  }

  /**
   * @throws AppError `upstream_failed` (credentials, rights, not a Grafana), `not_found`, `conflict`,
   * `precondition_failed`, `unprocessable`, `limited`, `unavailable`, `timeout`, `too_large`.
   */
  async send(request: GrafanaRequest): Promise<GrafanaAnswer> {
    await this.#bucket.take(request.signal);
    const { connection, outbound, metrics } = this.#options;
    const result = await outbound.send({
      method: request.method,
      url: `${connection.url.replace(/\/+$/, '')}${request.path}`,
      headers: this.#headers(request),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: request.signal,
    });
    request.signal.throwIfAborted();
    try {
      const answer = read(request, result);
      metrics.request('ok');
      return answer;
    } catch (thrown) {
      metrics.request(thrown instanceof AppError ? outcomeOf(thrown) : 'failed');
      throw thrown;
    }
  }

  #headers({ organisation, body }: GrafanaRequest): Readonly<Record<string, string>> {
    return {
      authorization: this.#authorization,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(organisation === undefined ? {} : { 'x-grafana-org-id': String(organisation) }),
    };
  }
}

function outcomeOf({ kind }: AppError): 'refused' | 'failed' {
  return kind === 'unavailable' || kind === 'timeout' || kind === 'upstream_failed'
    ? 'failed'
    : 'refused';
}

function read(request: GrafanaRequest, result: OutboundResult): GrafanaAnswer {
  const attempt = `Grafana was asked to ${request.attempt}`;
  if (result.kind === 'refused') throw new AppError('upstream_failed', `${attempt}: ${REFUSED}`);
  if (result.kind === 'failed') throw unreached(attempt, result.reason, result.cause);
  const { status, headers, body, isCut } = result;
  if (isCut) {
    throw new AppError('too_large', `${attempt} and answered more than is read of it`);
  }
  const text = body.toString('utf8');
  const parsed = parse(text);
  if (status === 200 || request.accept?.includes(status)) {
    if (parsed !== NOT_JSON) return { status, headers, body: parsed };
    if (request.isAnyText) return { status, headers, body: text };
    throw notGrafana(attempt, headers['content-type']);
  }
  throw faultOf({ attempt, status, headers, parsed });
}

const NOT_JSON = Symbol('not JSON');

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON; // a page of a proxy, or nothing: said by the caller
  }
}

const UNREACHED: Readonly<Record<FailureReason, string>> = {
  dns: 'the name of its address is not known: check grafana.url',
  connect: 'nothing answers at its address: check that it runs and that grafana.url is right',
  tls: 'its certificate is not trusted, or it speaks no TLS: check grafana.url',
  reset: 'the connection broke',
  protocol: 'what answers does not speak HTTP: check grafana.url',
  timeout: 'it did not answer in time; it is tried again',
  aborted: 'the request was broken off',
  redirect:
    'it answers with a redirect, as a sign-in page or a missing sub-path does: check grafana.url',
};

function unreached(attempt: string, reason: FailureReason, cause: Error): AppError {
  const kind = reason === 'timeout' ? 'timeout' : 'unavailable';
  return new AppError(kind, `${attempt}: ${UNREACHED[reason]}`, { cause });
}

function notGrafana(attempt: string, type = 'no content type'): AppError {
  return new AppError(
    'upstream_failed',
    `${attempt} and something else answered (${type.slice(0, 60)}, not JSON): check grafana.url with ` +
      'its sub-path, and that no sign-in page stands before the API',
  );
}

interface Fault {
  readonly attempt: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly parsed: unknown;
}

function faultOf({ attempt, status, headers, parsed }: Fault): AppError {
  if (parsed === NOT_JSON && status < 500) return notGrafana(attempt, headers['content-type']);
  const said = saidIn(parsed);
  const words = said === '' ? `status ${status}` : `${status}: ${said}`;
  switch (status) {
    case 401:
      return new AppError(
        'upstream_failed',
        `${attempt} and does not accept user and password (${words}): check grafana.adminUser and grafana.adminPassword`,
      );
    case 403:
      return new AppError(
        'upstream_failed',
        `${attempt} and refused (${words}): the user of grafana.adminUser must be a server administrator, and what comes from provisioning files cannot be changed by us`,
      );
    case 404:
      return new AppError('not_found', `${attempt} and knows nothing of that name (${words})`);
    case 409:
      return new AppError('conflict', `${attempt} and has another of that name (${words})`);
    case 412:
      return new AppError('precondition_failed', `${attempt}, which was changed there meanwhile`);
    case 429:
      return new AppError('limited', `${attempt} and is asked too often; it is tried again later`, {
        retryAfterSeconds: retryAfter(headers['retry-after']),
      });
    default:
      return status >= 500
        ? new AppError('unavailable', `${attempt} and has a fault of its own (${words})`)
        : new AppError('unprocessable', `${attempt} and does not take it (${words})`);
  }
}

/** What Grafana says itself, on one line and cut. */
function saidIn(parsed: unknown): string {
  if (typeof parsed !== 'object' || parsed === null || !('message' in parsed)) return '';
  const { message } = parsed;
  if (typeof message !== 'string') return '';
  return message.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_CHARS);
}

function retryAfter(text: string | undefined): number {
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) : 10;
}
