import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import { RuleObjectMaker } from '../../alerting/sinks/kubernetes-rule-objects.ts';
import { DEFAULT_RATE } from '../../platform/kubernetes/connect-kubernetes.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { crdsFor } from '../support/kubernetes/crds/crd-documents.ts';
import { type Kubernetes, startKubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { writerRules } from '../support/kubernetes/two-tenant-cluster.ts';
import { type ManagedLab, managedLab } from '../support/managed-lab.ts';
import {
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../support/rule-fixture.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const COUNT = 2_000;
const ROUNDS = 5;
const REPAIRS = 20;
const NAMESPACES = ['acme-prod', 'umbrella-prod'];
const SINK = { namespace: null, labels: { release: 'stack' }, lokiTenantId: null };
const MAX_PASS_MS = 10_000;
const MAX_REPAIR_MS = 5_000;

/** Objects of two tenants in turns, two levels each. */
function objectsOf(count: number): readonly KubernetesObject[] {
  const lab = testCluster('lab');
  const rules = Array.from({ length: count }, (_, index) => {
    const id = `01J${String(index).padStart(23, '0')}`;
    const expression = `sum by (queue) (rate(jobs_total{queue="q${index}"}[5m]))`;
    return index % 2 === 0 ? testRule({ id, expression }) : umbrellaRule({ id, expression });
  });
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  const files = [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
  return new RuleObjectMaker('lab', { ...SINK, logRules: 'none' }).make(files).objects;
}

function figure(
  name: string,
  unit: string,
  measured: readonly number[],
  max: number | null = null,
): BenchFigure {
  const spread = spreadOf(measured);
  const goal = max === null ? null : `at most ${max} ${unit}`;
  const met = max === null ? null : Math.max(...measured) <= max;
  const noPeer = { peer: null, peerValue: null, ratio: null };
  return { ...noPeer, name, value: spread.median, unit, spread, goal, met };
}

/** Objects in a Kubernetes cluster of this process, which shares its processor with what is measured. */
export async function benchKubernetesRules(): Promise<readonly BenchFigure[]> {
  const cluster = await startKubernetes({
    namespaces: NAMESPACES,
    identities: { tocsin: writerRules(...NAMESPACES) },
    crds: crdsFor(['PrometheusRule']),
  });
  const lab = startLab(cluster);
  try {
    const objects = objectsOf(COUNT);
    const first = await passes(lab, objects, 1);
    cluster.requests.clear();
    const unchanged = await passes(lab, objects, ROUNDS);
    const restarted = await restarts(cluster, objects);
    const sent = cluster.requests.all().filter(({ verb }) => verb === 'patch').length;
    const repairs = await repairTimes(cluster, lab);
    return [
      figure(`bring ${COUNT} new rules into a cluster`, 'ms', first),
      figure(`a pass over ${COUNT} unchanged objects`, 'ms', unchanged, MAX_PASS_MS),
      figure(`the first pass over them after a start`, 'ms', restarted, MAX_PASS_MS),
      figure(`writes and dry runs of these ${2 * ROUNDS} passes`, 'requests', [sent], 0),
      figure('an edited or deleted object is back', 'ms', repairs, MAX_REPAIR_MS),
    ];
  } finally {
    await lab.close();
    await cluster.stop();
  }
}

/** As fast as the service would. */
function startLab(cluster: Kubernetes): ManagedLab {
  const { perSecond: requestsPerSecond, burst } = DEFAULT_RATE;
  return managedLab(cluster, { client: { requestsPerSecond, burst } });
}

async function passes(lab: ManagedLab, objects: readonly KubernetesObject[], rounds: number) {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    const { problem } = await lab.pass(objects);
    measured.push(performance.now() - startMs);
    if (problem !== null) throw new Error(problem);
  }
  return measured;
}

async function restarts(cluster: Kubernetes, objects: readonly KubernetesObject[]) {
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const lab = startLab(cluster);
    measured.push(...(await passes(lab, objects, 1)));
    await lab.close();
  }
  return measured;
}

/** Edits and deletions in turns, one after the other. */
async function repairTimes(cluster: Kubernetes, lab: ManagedLab): Promise<readonly number[]> {
  const measured: number[] = [];
  const all = cluster.objects.list('PrometheusRule').slice(0, REPAIRS);
  for (const [index, { metadata }] of all.entries()) {
    const place = { kind: 'PrometheusRule', ...(metadata as { name: string; namespace: string }) };
    const startMs = performance.now();
    if (index % 2 === 0) cluster.objects.remove(place);
    else cluster.objects.edit(place, (live) => ({ ...live, spec: { groups: [] } }));
    await waitUntil(
      () => lab.drifts.filter(({ repairedAtMs }) => repairedAtMs !== null).length > index,
      { what: 'the repair', everyMs: 1 },
    );
    measured.push(performance.now() - startMs);
  }
  return measured;
}
