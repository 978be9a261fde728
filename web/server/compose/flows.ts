import { EmbeddedLogging } from '../../../collector/flows/delivery/embedded-logging.ts';
import { LogDeliveries } from '../../../collector/flows/delivery/log-deliveries.ts';
import type { LogSpecStatus } from '../../../collector/flows/delivery/log-spec-status.ts';
import {
  LOGGING_KINDS,
  LOGGING_PART,
  type LoggingCluster,
} from '../../../collector/flows/delivery/logging-cluster.ts';
import { previewLogSpec } from '../../../collector/flows/delivery/preview-log-spec.ts';
import { secretConsent } from '../../../collector/flows/delivery/secret-consent.ts';
import { clusterOf } from '../../../collector/flows/delivery/specs-of-cluster.ts';
import type { LogSpec, LogSpecContent } from '../../../collector/flows/log-spec.ts';
import { LogSpecService } from '../../../collector/flows/service/log-spec-service.ts';
import { tenantDestinations } from '../../../collector/flows/service/tenant-destinations.ts';
import { LogSpecRepository } from '../../../collector/flows/store/log-spec-repository.ts';
import { LoggingTiers } from '../../../collector/flows/tier/logging-tiers.ts';
import { keepObjects } from '../../../platform/kubernetes/managed/keep-objects.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { plainHost } from '../../../platform/outbound/allow-list.ts';
import { createGuard } from '../../../platform/outbound/guard.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { connectionOf } from '../../../platform/tenancy/cluster-kubernetes.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import type { EmbeddedThread } from '../embedded/embedded-thread.ts';
import type { LogFlowUseCases } from '../resources/log-flow-handlers.ts';
import type { Floor } from './floor.ts';
import { logClusters, loggingPlace, logKindOf, runtimePlaces } from './flow-clusters.ts';
import type { KubernetesParts } from './kubernetes.ts';
import { loggingFigures } from './logging-figures.ts';

export interface FlowParts extends LogFlowUseCases {
  readonly services: readonly Service[];
}

export interface FlowOptions {
  readonly floor: Floor;
  readonly directories: DirectorySource;
  readonly embedded: EmbeddedThread;
  readonly kubernetes: Pick<KubernetesParts, 'resources'>;
}

/** Flows and outputs of logs: what people write, and the two ways in which it is carried out. */
export async function composeFlows(options: FlowOptions): Promise<FlowParts> {
  const { floor, directories } = options;
  const { config, state, secrets } = floor;
  const directory = () => directories.current();
  const flows = config.collector.flows;
  const specs = await LogSpecRepository.open(state);
  const guard = createGuard({ policy: 'tenant', allow: config.outbound.tenantAllow });
  let wake = () => undefined as undefined;
  const service = new LogSpecService({
    ...floor,
    specs,
    directory,
    clusters: logClusters(directories),
    destinations: tenantDestinations({ guard, isBackend: backendsOf(directories) }),
    fileFolder: flows.fileFolder,
    sealer: secrets,
    maxPerOwner: flows.maxPerOwner,
    changed: () => wake(),
  });
  const refusal = (spec: LogSpec) => service.refusal(spec);
  const shared = { ...floor, specs, directory, sealer: secrets, refusal };
  const deliveries = new LogDeliveries({
    ...shared,
    clusters: { all: () => kubernetesClusters(options) },
  });
  const embedded = new EmbeddedLogging({
    ...shared,
    clusters: () => embeddedClusters(options),
    config: flows,
    tenantAllow: config.outbound.tenantAllow,
    use: (program) => options.embedded.setFlows(program),
    queues: () => options.embedded.queues(),
  });
  wake = () => {
    deliveries.wake();
    embedded.wake();
  };
  directories.subscribe(() => wake());
  const statusOf = (spec: LogSpec): LogSpecStatus =>
    deliveries.statusOf(spec) ?? embedded.statusOf(spec) ?? unseen(spec, directories);
  const previewOf = (owner: string, content: LogSpecContent) =>
    previewLogSpec(owner, content, {
      specs,
      refusal,
      placeOf: (id) => placeOf(id, options),
      directory,
    });
  return {
    service,
    statusOf,
    previewOf,
    tiers: tiersOf(options),
    services: [deliveries, embedded],
  };
}

function placeOf(cluster: string, { floor, directories }: FlowOptions) {
  const settings = directories.clusters().get(cluster);
  if (settings === undefined) return undefined;
  return loggingPlace(settings, directories.current(), floor.config.collector.flows);
}

function ofLogKind({ directories }: FlowOptions, kind: 'kubernetes' | 'embedded') {
  return [...directories.clusters().values()].filter((settings) => logKindOf(settings) === kind);
}

function embeddedClusters(options: FlowOptions) {
  const { floor, directories } = options;
  const config = floor.config.collector.flows;
  return ofLogKind(options, 'embedded').map((settings) => {
    const place = loggingPlace(settings, directories.current(), config);
    return { place, places: runtimePlaces(place, directories.clusters()) };
  });
}

function kubernetesClusters(options: FlowOptions): readonly LoggingCluster[] {
  const { floor, directories, kubernetes } = options;
  const config = floor.config.collector.flows;
  const { accesses, onDrift, metrics } = kubernetes.resources;
  return ofLogKind(options, 'kubernetes').flatMap(({ kubernetes: connection, ...settings }) => {
    if (connection === null) return [];
    const place = loggingPlace(
      { ...settings, kubernetes: connection },
      directories.current(),
      config,
    );
    const access = () => accesses.of(settings.id, connectionOf(connection));
    const consent = (namespace: string, name: string) => secretConsent(access())(namespace, name);
    const keep = () =>
      keepObjects({
        ...floor,
        cluster: settings.id,
        access: access(),
        part: LOGGING_PART,
        kinds: LOGGING_KINDS,
        onDrift,
        metrics,
      });
    const { ruleSink } = settings;
    const allowMassRemoval = ruleSink.kind === 'kubernetes' && ruleSink.allowMassRemoval;
    return [{ place, destination: JSON.stringify(connection), allowMassRemoval, consent, keep }];
  });
}

function tiersOf({ floor, directories, kubernetes }: FlowOptions): LoggingTiers {
  const figures = loggingFigures(floor, directories);
  return new LoggingTiers({
    accessOf: (cluster) => {
      const settings = directories.clusters().get(cluster);
      if (settings === undefined) return undefined;
      const { kubernetes: connection } = settings;
      if (connection === null) return null;
      return kubernetes.resources.accesses.of(cluster, connectionOf(connection));
    },
    figuresOf: figures,
  });
}

/** Before the first pass, and where nobody carries flows out. */
function unseen(spec: LogSpec, directories: DirectorySource): LogSpecStatus {
  const cluster = clusterOf(spec, directories.current());
  const settings = cluster === null ? undefined : directories.clusters().get(cluster);
  const base = { cluster: cluster ?? '', queue: null, checkedAtMs: null };
  if (!spec.enabled) return { ...base, state: 'off', problems: [] };
  if (settings === undefined)
    return { ...base, state: 'held', problems: ['its environment is gone'] };
  if (logKindOf(settings) !== 'none') return { ...base, state: 'waiting', problems: [] };
  const problem = `cluster ${settings.id} is neither reached as Kubernetes nor collected by this service`;
  return { ...base, state: 'waiting', problems: [problem] };
}

/** Whether a host and port is that of a store that we ask. */
function backendsOf(directories: DirectorySource): (host: string, port: number) => boolean {
  const addressOf = (url: string) => {
    const { hostname, port, protocol } = new URL(url);
    return `${plainHost(hostname)} ${port || (protocol === 'https:' ? 443 : 80)}`;
  };
  const urlsOf = ({ metrics, logs }: ClusterSettings) =>
    [metrics?.url, logs?.url].filter((url) => url !== undefined && URL.canParse(url));
  return (host, port) =>
    [...directories.clusters().values()]
      .flatMap(urlsOf)
      .some((url) => url !== undefined && addressOf(url) === `${host} ${port}`);
}
