import { readFileSync } from 'node:fs';
import type { KubernetesResources } from '../../../alerting/sinks/sink-resources.ts';
import { ClusterAccesses } from '../../../platform/kubernetes/cluster-access.ts';
import { kubernetesMetrics } from '../../../platform/kubernetes/kubernetes-metrics.ts';
import { DriftBook } from '../../../platform/kubernetes/managed/drift-book.ts';
import type { DriftRecord } from '../../../platform/kubernetes/managed/drift-record.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Floor } from './floor.ts';

/** What everything shares that works in Kubernetes clusters. */
export interface KubernetesParts {
  readonly resources: KubernetesResources;
  readonly drift: DriftBook;
  /** To be stopped after all that uses it. */
  readonly service: Service;
}

/** Nothing is sent before somebody asks. */
export function composeKubernetes(floor: Floor): KubernetesParts {
  const { clock, logger, random, outboundMetrics } = floor;
  const metrics = kubernetesMetrics(floor.metrics);
  const drift = new DriftBook();
  const accesses = new ClusterAccesses({
    files: { env: process.env, readFile: (path) => readFileSync(path, 'utf8') },
    clock,
    random,
    metrics,
    outboundMetrics,
  });
  const onDrift = (record: DriftRecord) => {
    drift.note(record);
    const { repairedAtMs, ...seen } = record;
    if (repairedAtMs === null) logger.warn(seen, 'object in a cluster was changed');
    else logger.info(seen, 'object in a cluster is as asked again');
  };
  const service: Service = {
    name: 'kubernetes',
    start: async () => undefined,
    drain: async () => undefined,
    stop: () => accesses.close(),
  };
  return { resources: { accesses, onDrift, logger, random, metrics }, drift, service };
}
