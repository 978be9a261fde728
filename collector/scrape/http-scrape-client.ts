import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { printDurationMs } from '../../platform/model/duration.ts';
import type { OutboundPolicy } from '../../platform/outbound/address-policy.ts';
import { readCapped } from '../../platform/outbound/capped-body.ts';
import { failureReason } from '../../platform/outbound/failure.ts';
import { type Guard, refusalIn } from '../../platform/outbound/guard.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import type { ProbedHost, ScrapeAnswer, ScrapeClient, ScrapeRequest } from './scrape-client.ts';

export interface HttpScrapeClientOptions {
  /** A dispatcher behind the guard (`createGuardedDispatcher`); one per identity and policy. */
  readonly dispatcherOf: (tls: TlsIdentity, outbound: OutboundPolicy) => Dispatcher;
  /** Under the tenant policy; left out: there are no probers. */
  readonly probedBy?: Pick<Guard, 'checkLiteral' | 'resolveChecked'>;
  readonly clock: Clock;
}

const unzip = promisify(gunzip);

/** Over HTTP with undici: gzip accepted, sizes and times bounded. */
export function createHttpScrapeClient(options: HttpScrapeClientOptions): ScrapeClient {
  const dispatchers = new Map<string, Dispatcher>();
  const dispatcherFor = ({ tls, outbound }: ScrapeRequest): Dispatcher => {
    const key = `${outbound} ${JSON.stringify(tls)}`;
    const known = dispatchers.get(key) ?? options.dispatcherOf(tls, outbound);
    dispatchers.set(key, known);
    return known;
  };
  return {
    get: (request, signal) => getOnce(dispatcherFor(request), options, request, signal),
    close: async () => {
      const open = [...dispatchers.values()];
      dispatchers.clear();
      await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

async function getOnce(
  dispatcher: Dispatcher,
  { clock, probedBy }: HttpScrapeClientOptions,
  request: ScrapeRequest,
  signal: AbortSignal,
): Promise<ScrapeAnswer> {
  const timeout = new AbortController();
  const timer = clock.after(request.timeoutMs, () => timeout.abort(new Error('timeout')));
  try {
    if (request.probed) await checkProbed(request.probed, probedBy);
    return await exchange(dispatcher, request, AbortSignal.any([timeout.signal, signal]));
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    if (refusal) return { kind: 'failed', message: refusal.message };
    if (timeout.signal.aborted) {
      const within = printDurationMs(request.timeoutMs);
      return { kind: 'failed', message: `Get ${request.url}: no complete answer within ${within}` };
    }
    return { kind: 'failed', message: `Get ${request.url}: ${describeFailure(thrown)}` };
  } finally {
    timer.cancel();
  }
}

/**
 * What a prober asks, it asks by itself and from where it stands: so the name is looked up here as well,
 * each time, since it may be another address now. One that cannot be looked up is for the prober to say.
 */
async function checkProbed(
  { host, port }: ProbedHost,
  guard: HttpScrapeClientOptions['probedBy'],
): Promise<void> {
  if (guard === undefined) throw new Error('there is nobody to judge what probers ask');
  try {
    guard.checkLiteral(host, port);
    await guard.resolveChecked(host, port);
  } catch (thrown) {
    if (refusalIn(thrown) !== undefined) throw thrown;
  }
}

function describeFailure(thrown: unknown): string {
  const { message } = asError(thrown);
  switch (failureReason(thrown)) {
    case 'dns':
      return 'the host name has no address';
    case 'connect':
      return `the target cannot be connected to (${message})`;
    case 'tls':
      return `TLS: ${message}`;
    case 'reset':
      return 'the target closed the connection';
    default:
      return message;
  }
}

async function exchange(
  dispatcher: Dispatcher,
  request: ScrapeRequest,
  signal: AbortSignal,
): Promise<ScrapeAnswer> {
  const { origin, pathname, search } = new URL(request.url);
  const { statusCode, headers, body } = await dispatcher.request({
    origin,
    path: `${pathname}${search}`,
    method: 'GET',
    headers: { 'user-agent': 'tocsin', 'accept-encoding': 'gzip', ...request.headers },
    signal,
  });
  const read = await readCapped(body, request.maxBytes, signal);
  if (read.isCut) return tooLarge(request);
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  const contentType = String(headers['content-type'] ?? '');
  const answered = { kind: 'answered', status: statusCode, contentType } as const;
  if (encoding === 'identity' || encoding === '') return { ...answered, body: read.body };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    return { kind: 'failed', message: `the target answered in the encoding ${encoding}` };
  }
  try {
    return { ...answered, body: await unzip(read.body, { maxOutputLength: request.maxBytes }) };
  } catch (thrown) {
    const error = asError(thrown);
    if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(request);
    return { kind: 'failed', message: `the gzip body cannot be read: ${error.message}` };
  }
}

function tooLarge({ maxBytes }: ScrapeRequest): ScrapeAnswer {
  return { kind: 'too_large', message: `body size limit exceeded (${maxBytes} bytes)` };
}
