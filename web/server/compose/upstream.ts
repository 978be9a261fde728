import type { Dispatcher } from 'undici';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createGuardedDispatcher } from '../../../platform/outbound/guarded-dispatcher.ts';
import type { TlsIdentity } from '../../../platform/outbound/tls-identity.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { BackendPools } from '../../../queries/upstream/backend-pools.ts';
import { createHttpUpstream } from '../../../queries/upstream/http-upstream.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import {
  type AnswerHere,
  createEmbeddedUpstream,
  withEmbedded,
} from '../embedded/embedded-upstream.ts';

export interface UpstreamParts {
  /** To every backend, of metrics and of logs. */
  readonly upstream: Upstream;
  /** Ends the connections to the backends. */
  readonly service: Service;
}

const CONNECTIONS_PER_BACKEND = 128;

/**
 * The way to the registered backends; no connection is kept to one that is registered no longer.
 * @param embedded null in a worker, which is never asked for what the embedded stores hold
 * @param answerHere what is said in the embedded stores' name without asking them
 */
export function composeUpstream(
  clock: Clock,
  directories: DirectorySource,
  embedded: EmbeddedLink | null,
  answerHere: AnswerHere = () => undefined,
): UpstreamParts {
  const pools = new BackendPools(openPool);
  const unsubscribe = directories.subscribe((_, clusters) => {
    const backends = [...clusters.values()].flatMap(({ metrics, logs }) => [metrics, logs]);
    const overHttp = backends.filter((backend) => backend !== null);
    pools.retain(overHttp.filter(({ kind }) => kind !== 'embedded'));
  });
  const service: Service = {
    name: 'backends',
    start: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    stop: () => {
      unsubscribe();
      return pools.destroy();
    },
  };
  const dispatcherFor = (backend: Parameters<BackendPools['dispatcherFor']>[0]) =>
    pools.dispatcherFor(backend);
  const http = createHttpUpstream({ dispatcherFor, clock });
  if (!embedded) return { upstream: http, service };
  return {
    upstream: withEmbedded(http, createEmbeddedUpstream(embedded, clock, answerHere)),
    service,
  };
}

function openPool(tls: TlsIdentity, origin: string): Dispatcher {
  return createGuardedDispatcher({
    policy: 'administrator',
    origin,
    connectTimeoutMs: 5_000,
    headersTimeoutMs: 300_000,
    bodyTimeoutMs: 300_000,
    connections: CONNECTIONS_PER_BACKEND,
    tls,
  });
}
