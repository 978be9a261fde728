import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { plainHost } from '../../platform/outbound/allow-list.ts';
import { EXPOSITION_ACCEPT } from '../exposition/exposition-format.ts';
import type { ProbedHost, ScrapeAnswer, ScrapeClient } from './scrape-client.ts';
import type { ReadTarget, ScrapeAuth, ScrapeJob } from './scrape-job.ts';
import type { Target } from './target.ts';

/** Gets what one target exposes now. Rejects never. */
export type TargetReader = (signal: AbortSignal) => Promise<ScrapeAnswer>;

/** Over HTTP, or from this process. */
export function targetReader(
  job: ScrapeJob,
  target: Target,
  client: ScrapeClient,
  clock: Clock,
): TargetReader {
  const { source } = job;
  if (source.kind === 'read') {
    return (signal) => readHere(job, source.read, target.timeoutMs, clock, signal);
  }
  const headers = {
    accept: EXPOSITION_ACCEPT,
    'x-prometheus-scrape-timeout-seconds': String(target.timeoutMs / 1_000),
    ...authHeaders(job.auth),
  };
  const request = {
    url: target.url,
    headers,
    maxBytes: job.limits.bodyBytes,
    timeoutMs: target.timeoutMs,
    tls: job.tls,
    outbound: job.outbound,
    probed: job.isProber ? probedHost(target.url) : undefined,
  };
  return async (signal) => {
    const answer = await client.get(request, signal);
    if (answer.kind !== 'answered' || answer.status === 200) return answer;
    return { kind: 'failed', message: `server returned HTTP status ${answer.status}` };
  };
}

/** The host in the parameter `target` of a prober: of a URL, or `host[:port]`. */
function probedHost(url: string): ProbedHost | undefined {
  const asked = new URL(url).searchParams.get('target') ?? '';
  const text = asked.includes('://') ? asked : `http://${asked}`;
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, protocol } = new URL(text);
  return { host: plainHost(hostname), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

async function readHere(
  job: ScrapeJob,
  read: ReadTarget,
  timeoutMs: number,
  clock: Clock,
  stopped: AbortSignal,
): Promise<ScrapeAnswer> {
  const timeout = new AbortController();
  const timer = clock.after(timeoutMs, () => timeout.abort(new Error('it took too long')));
  try {
    const signal = AbortSignal.any([timeout.signal, stopped]);
    const { contentType, body } = await Promise.race([read(signal), onceAborted(signal)]);
    return bodyOf(job, contentType, body);
  } catch (thrown) {
    return { kind: 'failed', message: `${job.name} cannot be read: ${asError(thrown).message}` };
  } finally {
    timer.cancel();
  }
}

function onceAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function bodyOf(job: ScrapeJob, contentType: string, body: Buffer): ScrapeAnswer {
  const { bodyBytes } = job.limits;
  if (body.length > bodyBytes) {
    return { kind: 'too_large', message: `body size limit exceeded (${bodyBytes} bytes)` };
  }
  return { kind: 'answered', status: 200, contentType, body };
}

/** The header by which we identify ourselves. */
export function authHeaders(auth: ScrapeAuth): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'basic': {
      const pair = Buffer.from(`${auth.user}:${auth.password}`).toString('base64');
      return { authorization: `Basic ${pair}` };
    }
    default:
      return auth satisfies never;
  }
}
