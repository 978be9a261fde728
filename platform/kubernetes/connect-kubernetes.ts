import type { Clock } from '../clock/clock.ts';
import type { GuardOptions } from '../outbound/guard.ts';
import type { OutboundMetrics } from '../outbound/outbound-metrics.ts';
import { createCredentialSource } from './connection/credential-source.ts';
import type { CredentialFiles } from './connection/credentials.ts';
import type { KubernetesConnection } from './connection/kubernetes-connection.ts';
import { Lanes } from './connection/lanes.ts';
import { readCredentials } from './connection/read-credentials.ts';
import { TokenBucket } from './connection/token-bucket.ts';
import { createTransport } from './connection/transport.ts';
import { createKubernetesClient, type KubernetesClient } from './kubernetes-client.ts';
import type { KubernetesMetrics } from './kubernetes-metrics.ts';

export interface KubernetesOptions {
  /** As it is registered. */
  readonly cluster: string;
  readonly connection: KubernetesConnection;
  readonly files: CredentialFiles;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
  readonly outboundMetrics: OutboundMetrics;
  /** Of one request; 30 s. */
  readonly requestTimeoutMs?: number;
  /** Requests per second, and how many at once after a rest; 600 and 1,200. */
  readonly requestsPerSecond?: number;
  readonly burst?: number;
  /** Requests at the same time; 16. */
  readonly connections?: number;
  readonly resolve?: GuardOptions['resolve'];
}

/** Two requests for each of some thousand objects should take seconds; `connections` bound the load. */
export const DEFAULT_RATE = { perSecond: 600, burst: 1_200 } as const;

/** Of one chunk of a list, or a document of OpenAPI. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;

/** A client for one cluster. Nothing is sent or read before the first call. */
export function connectKubernetes(options: KubernetesOptions): KubernetesClient {
  const { cluster, connection, files, clock, random, metrics, outboundMetrics } = options;
  const lanes = new Lanes({
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    maxBytes: MAX_ANSWER_BYTES,
    connections: options.connections ?? 16,
    clock,
    outboundMetrics,
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  const transport = createTransport({
    credentials: createCredentialSource(() => readCredentials(connection, files), clock),
    lanes,
    bucket: new TokenBucket({
      perSecond: options.requestsPerSecond ?? DEFAULT_RATE.perSecond,
      burst: options.burst ?? DEFAULT_RATE.burst,
      clock,
    }),
  });
  return createKubernetesClient({ cluster, transport, clock, random, metrics });
}
