import { AppError } from '../../../platform/errors/app-error.ts';
import type { ClusterAccess } from '../../../platform/kubernetes/cluster-access.ts';
import { listIn, objectIn, textIn } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { notFound } from '../../../platform/tenancy/refusals.ts';
import { LOGGING_API } from '../objects/logging-place.ts';
import { type LoggingFigures, NO_FIGURES } from './logging-figures.ts';

/** Replicas of a workload; null: the cluster does not say. */
export interface ReplicaCount {
  readonly desired: number | null;
  readonly ready: number | null;
}

/** One Logging with what runs for it. */
export interface LoggingTierState {
  readonly name: string;
  readonly controlNamespace: string;
  readonly problems: string[];
  /** Whether one bad flow leaves the others alone. */
  readonly skipsInvalid: boolean;
  readonly aggregator: ReplicaCount & { readonly mayScale: boolean };
  readonly agent: ReplicaCount;
}

export interface LoggingState {
  readonly cluster: string;
  readonly tiers: LoggingTierState[];
  /** Why nothing can be told; empty: it can. */
  readonly message: string;
  readonly figures: LoggingFigures;
}

export interface ScaleAsk {
  /** Name of the Logging. */
  readonly logging: string;
  readonly replicas: number;
  readonly allowDrain?: boolean | undefined;
}

export interface LoggingTiersOptions {
  /** The way to a cluster; null: it is not reached as Kubernetes. Undefined: there is none. */
  readonly accessOf: (cluster: string) => ClusterAccess | null | undefined;
  /** What the cluster's metrics say, as far as there are any. Never rejects. */
  readonly figuresOf: (cluster: string) => Promise<LoggingFigures>;
}

const LOGGING = { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'Logging' };
const AGENT = { group: 'logging.banzaicloud.io', version: 'v1beta1', kind: 'FluentbitAgent' };
const STATEFUL_SET = { group: 'apps', version: 'v1', kind: 'StatefulSet' };
const DAEMON_SET = { group: 'apps', version: 'v1', kind: 'DaemonSet' };

/** The agents and aggregators of logs of clusters, for those who manage them. */
export class LoggingTiers {
  readonly #options: LoggingTiersOptions;

  constructor(options: LoggingTiersOptions) {
    this.#options = options;
  }

  /** @throws AppError `not_found` */
  async state(cluster: string): Promise<LoggingState> {
    const access = this.#options.accessOf(cluster);
    if (access === undefined) throw notFound(`Cluster ${cluster}`);
    if (access === null) {
      const message = 'its logs are not carried by Kubernetes objects of ours';
      return { cluster, tiers: [], message, figures: NO_FIGURES };
    }
    const [listed, agents, figures] = await Promise.all([
      listOf(access, LOGGING),
      listOf(access, AGENT),
      this.#options.figuresOf(cluster),
    ]);
    if (typeof listed === 'string') return { cluster, tiers: [], message: listed, figures };
    const known = typeof agents === 'string' ? [] : agents;
    const tiers = await Promise.all(listed.map((logging) => tierOf(access, logging, known)));
    return { cluster, tiers, message: '', figures };
  }

  /**
   * Sets the replicas of an aggregator. What another manager of the object has set is left to it.
   * @throws AppError `not_found`, `invalid`, `conflict`, `upstream_failed`
   */
  async scale(cluster: string, { logging, replicas, allowDrain }: ScaleAsk): Promise<LoggingState> {
    const access = this.#options.accessOf(cluster);
    const found = access ? await listOf(access, LOGGING) : [];
    if (typeof found === 'string') throw new AppError('upstream_failed', found);
    const live = found.find(({ metadata }) => metadata.name === logging);
    if (!access || !live) throw notFound(`Logging ${logging} of cluster ${cluster}`);
    const now = replicasOf(live) ?? 1;
    if (objectIn(live, 'spec').fluentd === undefined) {
      throw new AppError('invalid', `Logging ${logging} has no Fluentd that could be scaled.`);
    }
    if (replicas < now && allowDrain !== true) {
      const message = `${replicas} replicas are fewer than ${now}: lines in the buffers of the others wait on their volumes until they are drained. Say allowDrain.`;
      throw new AppError('conflict', message);
    }
    const kind = await access.discovery.find(LOGGING);
    if (kind.kind !== 'done') throw new AppError('upstream_failed', kind.message);
    const object: KubernetesObject = {
      apiVersion: LOGGING_API,
      kind: 'Logging',
      metadata: { name: logging },
      spec: { fluentd: { scaling: { replicas } } },
    };
    const applied = await access.client.apply(kind.value, object);
    if (applied.kind === 'conflict') throw new AppError('conflict', applied.message);
    if (applied.kind !== 'done') throw new AppError('upstream_failed', applied.message);
    return this.state(cluster);
  }
}

async function tierOf(
  access: ClusterAccess,
  logging: KubernetesObject,
  agents: readonly KubernetesObject[],
): Promise<LoggingTierState> {
  const spec = objectIn(logging, 'spec');
  const namespace = textIn(spec, 'controlNamespace');
  const { name } = logging.metadata;
  const ref = textIn(spec, 'loggingRef');
  const own = agents.filter((agent) => textIn(objectIn(agent, 'spec'), 'loggingRef') === ref);
  const names = [
    ...(spec.fluentbit === undefined ? [] : [name]),
    ...own.map(({ metadata }) => metadata.name),
  ];
  const [aggregator, ...daemons] = await Promise.all([
    countOf(access, STATEFUL_SET, { namespace, name: `${name}-fluentd` }),
    ...names.map((agent) => countOf(access, DAEMON_SET, { namespace, name: `${agent}-fluentbit` })),
  ]);
  const problems = listIn(objectIn(logging, 'status'), 'problems');
  return {
    name,
    controlNamespace: namespace,
    problems: problems.filter((problem) => typeof problem === 'string'),
    skipsInvalid: spec.skipInvalidResources === true,
    aggregator: {
      desired: aggregator.desired ?? replicasOf(logging),
      ready: aggregator.ready,
      mayScale: spec.fluentd !== undefined,
    },
    agent: { desired: sumOf(daemons, 'desired'), ready: sumOf(daemons, 'ready') },
  };
}

async function listOf(
  { client, discovery }: ClusterAccess,
  name: typeof LOGGING,
): Promise<readonly KubernetesObject[] | string> {
  const kind = await discovery.find(name);
  if (kind.kind !== 'done') return kind.message;
  const listed = await client.list(kind.value);
  return listed.kind === 'done' ? [...listed.value.items] : listed.message;
}

async function countOf(
  { client, discovery }: ClusterAccess,
  name: typeof STATEFUL_SET,
  place: { readonly namespace: string; readonly name: string },
): Promise<ReplicaCount> {
  const none = { desired: null, ready: null };
  const kind = await discovery.find(name);
  if (kind.kind !== 'done') return none;
  const found = await client.get(kind.value, place);
  if (found.kind !== 'done') return none;
  const status = objectIn(found.value, 'status');
  if (name.kind === 'DaemonSet') {
    return {
      desired: numberIn(status, 'desiredNumberScheduled'),
      ready: numberIn(status, 'numberReady'),
    };
  }
  const spec = objectIn(found.value, 'spec');
  return { desired: numberIn(spec, 'replicas'), ready: numberIn(status, 'readyReplicas') ?? 0 };
}

function replicasOf(logging: KubernetesObject): number | null {
  const fluentd = objectIn(objectIn(logging, 'spec'), 'fluentd');
  return numberIn(objectIn(fluentd, 'scaling'), 'replicas');
}

function sumOf(counts: readonly ReplicaCount[], name: 'desired' | 'ready'): number | null {
  const known = counts.flatMap((count) => count[name] ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

function numberIn(value: Readonly<Record<string, unknown>>, name: string): number | null {
  const member = value[name];
  return typeof member === 'number' ? member : null;
}
