import type { Clock } from '../../platform/clock/clock.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { fileDiscovery } from '../discovery/file-discovery.ts';
import { type DiscoveryFetch, httpDiscovery } from '../discovery/http-discovery.ts';
import type { ClusterMirror } from '../discovery/kubernetes/cluster-mirror.ts';
import {
  kubernetesDiscovery,
  missingCluster,
} from '../discovery/kubernetes/kubernetes-discovery.ts';
import { staticDiscovery } from '../discovery/static-discovery.ts';
import type { Discovery } from '../discovery/target-group.ts';
import type { ScrapeClient } from './scrape-client.ts';
import type { DiscoverySpec, ScrapeAuth } from './scrape-job.ts';
import { authHeaders } from './target-reader.ts';

export interface DiscoveryTools {
  readonly client: ScrapeClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Clusters whose objects are watched. */
  readonly mirrorOf?: (cluster: string) => ClusterMirror | undefined;
}

const MAX_ANSWER_BYTES = 16 * 1_048_576;
const MAX_ANSWER_TIME_MS = 30_000;

/** The discovery that a job asks for. */
export function discoveryOf(spec: DiscoverySpec, tools: DiscoveryTools): Discovery {
  switch (spec.kind) {
    case 'static':
      return staticDiscovery(spec.groups);
    case 'file':
      return fileDiscovery({ ...tools, files: spec.files, everyMs: spec.everyMs });
    case 'http': {
      const { url, everyMs, auth, tls } = spec;
      return httpDiscovery({ ...tools, url, everyMs, fetch: fetchWith(tools.client, auth, tls) });
    }
    case 'kubernetes': {
      const { cluster, namespace, search } = spec;
      const mirror = tools.mirrorOf?.(cluster);
      if (mirror === undefined) return missingCluster(cluster, namespace);
      return kubernetesDiscovery(mirror, namespace, search);
    }
    default:
      return assertNever(spec);
  }
}

function fetchWith(client: ScrapeClient, auth: ScrapeAuth, tls: TlsIdentity): DiscoveryFetch {
  return async (url, headers, signal) => {
    const request = {
      url,
      headers: { ...headers, ...authHeaders(auth) },
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: MAX_ANSWER_TIME_MS,
      tls,
      outbound: 'administrator',
    } as const;
    const answer = await client.get(request, signal);
    return answer.kind === 'answered' ? answer : { kind: 'failed', message: answer.message };
  };
}
