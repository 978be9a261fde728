import {
  type BackendTargets,
  backendTargets,
} from '../../../collector/monitors/backend-targets.ts';
import { deliveredObject } from '../../../collector/monitors/delivered-object.ts';
import type { Monitor } from '../../../collector/monitors/monitor.ts';
import type { HostCheck } from '../../../collector/monitors/monitor-admission.ts';
import { monitorCluster, tenancyOf } from '../../../collector/monitors/monitor-cluster.ts';
import {
  type DeliveryResources,
  MonitorDelivery,
} from '../../../collector/monitors/monitor-delivery.ts';
import { MonitorRepository } from '../../../collector/monitors/monitor-repository.ts';
import { MonitorSelection } from '../../../collector/monitors/monitor-selection.ts';
import { MonitorService } from '../../../collector/monitors/monitor-service.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import type { SelectionVerdict } from '../../../platform/kubernetes/managed/object-selection.ts';
import { addressPolicy } from '../../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../../platform/outbound/allow-list.ts';
import { createGuard, refusalIn } from '../../../platform/outbound/guard.ts';
import { createOutbound } from '../../../platform/outbound/outbound.ts';
import type { Directory, EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { parseNodePath } from '../../../platform/tenancy/scope-name.ts';
import { authHeaders } from '../../../queries/upstream/auth-headers.ts';
import { tlsIdentityOf } from '../../../queries/upstream/tls-identity-of.ts';
import type { Floor } from './floor.ts';

/** What tenants have scraped. */
export interface MonitorParts {
  readonly monitors: MonitorService;
  readonly delivery: MonitorDelivery;
  /** The targets of a monitor that a cluster's own collector carries out. */
  readonly targetsOf: (monitor: Monitor, signal: AbortSignal) => Promise<BackendTargets>;
  /** Which Prometheus of its cluster selects its object; null where there is none. */
  readonly selectionOf: (monitor: Monitor, signal: AbortSignal) => Promise<SelectionVerdict | null>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** All monitors in memory: the collector of the embedded stores needs them before anything else. */
export function openMonitors(floor: Floor): Promise<MonitorRepository> {
  return MonitorRepository.open(floor.state);
}

export function composeMonitors(
  floor: Floor,
  repository: MonitorRepository,
  directories: DirectorySource,
  kubernetes: DeliveryResources,
): MonitorParts {
  const { clock, logger, random, newId } = floor;
  const config = floor.config.collector.monitors;
  const { tenantAllow } = floor.config.outbound;
  const directory = () => directories.current();
  const judge = addressPolicy('tenant', parseAllowList(tenantAllow));
  const delivery = new MonitorDelivery({
    monitors: repository,
    directory,
    clusters: () => directories.clusters(),
    config,
    judge,
    kubernetes,
    clock,
    logger,
    random,
  });
  repository.subscribe(() => delivery.wake());
  directories.subscribe(() => delivery.wake());
  const monitors = new MonitorService({
    monitors: repository,
    directory,
    clusterOf: (id) => {
      const settings = directories.clusters().get(id);
      return settings && monitorCluster(settings);
    },
    config,
    judge,
    checkHost: hostCheck(tenantAllow),
    clock,
    newId,
  });
  const selection = new MonitorSelection({ accesses: kubernetes.accesses, directory, clock });
  return {
    monitors,
    delivery,
    targetsOf: targetsFrom(floor, directories),
    selectionOf: selectionFrom(selection, { monitors, directories, clock }),
  };
}

function hostCheck(allow: readonly string[]): HostCheck {
  const guard = createGuard({ policy: 'tenant', allow });
  return async (host, port) => {
    try {
      await guard.resolveChecked(host, port);
      return 'allowed';
    } catch (thrown) {
      const refusal = refusalIn(thrown);
      return refusal ? { refusal: asError(refusal).message } : 'unknown';
    }
  };
}

function targetsFrom(floor: Floor, directories: DirectorySource): MonitorParts['targetsOf'] {
  const { clock, config, outboundMetrics } = floor;
  const outbound = createOutbound({
    policy: 'administrator',
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    clock,
    metrics: outboundMetrics,
  });
  return async (monitor, signal) => {
    const environment = environmentOf(directories.current(), monitor.environment);
    const settings = environment && directories.clusters().get(environment.cluster);
    if (!environment || !settings) return unknown('the environment is gone');
    const { metrics } = settings;
    if (metrics === null) return unknown('the cluster has no metrics backend that could be asked');
    const cluster = monitorCluster(settings);
    const object = deliveredObject(monitor, environment, cluster, config.collector.monitors);
    return backendTargets(object, tenancyOf(cluster, environment), {
      url: metrics.url,
      headers: Object.fromEntries(authHeaders(metrics.auth)),
      tls: tlsIdentityOf(metrics.tls),
      outbound,
      signal,
    });
  };
}

interface SelectionParts {
  readonly monitors: MonitorService;
  readonly directories: DirectorySource;
  readonly clock: Clock;
}

/** A cluster that takes too long does not say. */
function selectionFrom(
  selection: MonitorSelection,
  { monitors, directories, clock }: SelectionParts,
): MonitorParts['selectionOf'] {
  return async (monitor, signal) => {
    const shown = monitors.shown(monitor);
    const settings = shown && directories.clusters().get(shown.cluster.id);
    if (!shown || !settings) return null;
    const late = new AbortController();
    const timer = clock.after(TIMEOUT_MS, () => late.abort());
    const either = AbortSignal.any([signal, late.signal]);
    try {
      return await selection.of(monitor, shown.delivered, settings, either);
    } catch (thrown) {
      if (!late.signal.aborted || signal.aborted) throw thrown;
      return { kind: 'unknown', message: 'the cluster takes too long' };
    } finally {
      timer.cancel();
    }
  };
}

function environmentOf(directory: Directory, name: string): EnvironmentEntry | undefined {
  const node = parseNodePath(name);
  return node === undefined ? undefined : directory.environmentAt(node);
}

function unknown(message: string): BackendTargets {
  return { kind: 'unknown', message };
}
