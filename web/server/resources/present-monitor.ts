import { stringify } from 'yaml';
import type { MonitorTarget } from '../../../collector/monitors/backend-targets.ts';
import { limitsOf } from '../../../collector/monitors/limits-of.ts';
import {
  type Monitor,
  type MonitorContent,
  NO_LIMITS,
} from '../../../collector/monitors/monitor.ts';
import type { MonitorDelivered } from '../../../collector/monitors/monitor-delivery.ts';
import type { MonitorChange } from '../../../collector/monitors/monitor-repository.ts';
import type { MonitorPlaces, MonitorPreview } from '../../../collector/monitors/monitor-service.ts';
import type { SelectionVerdict } from '../../../platform/kubernetes/managed/object-selection.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type * as contract from '../../contract/monitors.ts';
import type { CollectedJob, CollectedTarget } from '../embedded/collection-status.ts';
import { instant, instantOrNull } from './present.ts';

/** What of a monitor is not written but so. */
export type MonitorState = Pick<contract.Monitor, 'carrier' | 'delivery' | 'targets'>;

export function presentMonitor(monitor: Monitor, state: MonitorState): contract.Monitor {
  const { id, owner, revision, createdAtMs, updatedAtMs, updatedBy } = monitor;
  return {
    id,
    owner,
    ...presentForm(monitor),
    ...state,
    revision,
    createdAt: instant(createdAtMs),
    updatedAt: instant(updatedAtMs),
    updatedBy,
  };
}

function presentForm(content: MonitorContent): contract.MonitorForm {
  const { name, environment, enabled, source, endpoints, limits } = content;
  const shown = { name, environment, enabled, source, endpoints, limits };
  // The contract's lists may be changed by whoever reads them: a copy, of plain data only.
  return structuredClone(shown) as contract.MonitorForm;
}

export function presentPreview({
  content,
  cluster,
  written,
  delivered,
}: MonitorPreview): contract.MonitorPreview {
  return {
    content: presentForm(content),
    carrier: cluster.carrier,
    yaml: yamlOf(written),
    delivered: yamlOf(delivered),
  };
}

/** As readers of YAML 1.1 and 1.2 see the same. */
export function yamlOf(object: KubernetesObject): string {
  return stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

export function presentChange(
  change: MonitorChange,
  written: KubernetesObject,
): contract.MonitorHistoryItem {
  const { revision, kind, atMs, author, content } = change;
  return {
    revision,
    kind,
    at: instant(atMs),
    author: author.name,
    content: presentForm(content),
    yaml: yamlOf(written),
  };
}

const MAX_NAMED = 10;

/** What a cluster says of users and rights is for administrators. */
export function presentSelection(
  verdict: SelectionVerdict | null,
): contract.MonitorSelection | null {
  const none = { by: [], others: 0, reasons: [] };
  if (verdict === null) return null;
  switch (verdict.kind) {
    case 'unknown':
      return { ...none, isSelected: null };
    case 'selected': {
      const by = verdict.by.slice(0, MAX_NAMED);
      return { ...none, isSelected: true, by, others: verdict.foreign };
    }
    case 'unselected':
      return { ...none, isSelected: false, reasons: verdict.reasons.slice(0, MAX_NAMED) };
    default:
      return assertNever(verdict);
  }
}

/** What was said of an earlier revision does not hold for this one. */
export function presentDelivery(
  { revision }: Monitor,
  delivered: MonitorDelivered | undefined,
): contract.MonitorDelivery {
  if (delivered?.revision !== revision) return { state: 'pending', message: '', at: null };
  const { outcome, atMs } = delivered;
  return { ...outcomeOf(outcome), at: instant(atMs) };
}

/** What clusters say of users and rights is for administrators, who find it in the log. */
function outcomeOf(
  outcome: MonitorDelivered['outcome'],
): Pick<contract.MonitorDelivery, 'state' | 'message'> {
  switch (outcome.kind) {
    case 'repaired':
      return { state: 'repaired', message: outcome.what };
    case 'conflict':
      return { state: outcome.kind, message: '' };
    case 'refused':
      return { state: outcome.kind, message: outcome.message };
    case 'waiting':
      return { state: outcome.kind, message: waitingText(outcome.cause) };
    default:
      return { state: 'in-force', message: '' };
  }
}

function waitingText(cause: Extract<MonitorDelivered['outcome'], { kind: 'waiting' }>['cause']) {
  switch (cause) {
    case 'unreachable':
    case 'failed':
    case 'throttled':
    case 'aborted':
      return 'the cluster does not answer as it should; trying goes on';
    case 'not_found':
      return 'its namespace is not in the cluster';
    case 'not_served':
      return 'the cluster does not know this kind: is the Prometheus operator installed?';
    default:
      return 'an administrator has to help: the log of the service says with what';
  }
}

const jobsOf = ({ id }: Monitor, jobs: readonly CollectedJob[]) =>
  jobs.filter((job) => job.id === `monitor/${id}` || job.id.startsWith(`monitor/${id}/`));

export function targetCounts(
  monitor: Monitor,
  jobs: readonly CollectedJob[],
): NonNullable<contract.Monitor['targets']> {
  const own = jobsOf(monitor, jobs);
  const targets = own.flatMap((job) => job.targets);
  const count = (health: CollectedTarget['health']) =>
    targets.filter((target) => target.health === health).length;
  const [problem] = own.flatMap(({ errors }) => errors);
  const [failed] = targets.filter(({ health }) => health === 'down');
  return {
    up: count('up'),
    down: count('down'),
    unknown: count('unknown'),
    problem: problem ?? failed?.lastError ?? '',
  };
}

export function embeddedStatus(
  monitor: Monitor,
  jobs: readonly CollectedJob[] | null,
): Pick<contract.MonitorStatus, 'targets' | 'dropped' | 'errors'> {
  if (jobs === null) {
    return { targets: [], dropped: 0, errors: ['the built-in collector does not answer now'] };
  }
  const own = jobsOf(monitor, jobs);
  return {
    targets: own.flatMap((job) => job.targets.map(collectedOf)),
    dropped: own.reduce((sum, job) => sum + job.dropped, 0),
    errors: [...new Set(own.flatMap(({ errors }) => errors))],
  };
}

function collectedOf(target: CollectedTarget): contract.MonitorTarget {
  const { labels, ...rest } = target;
  return targetOf({ ...rest, labels: labelsToObject(labels) });
}

export function targetOf(target: MonitorTarget): contract.MonitorTarget {
  const { url, instance, labels, health, lastError, lastScrapeMs, lastDurationSeconds } = target;
  return {
    url,
    instance,
    labels: { ...labels },
    health,
    lastError,
    lastScrape: instantOrNull(lastScrapeMs),
    durationSeconds: lastDurationSeconds,
  };
}

export function presentPlaces({ environments, config }: MonitorPlaces): contract.MonitorOptions {
  return {
    probers: config.probers.map(({ name }) => name),
    minInterval: config.minInterval,
    limits: { ...limitsOf(NO_LIMITS, config) },
    environments: environments.map(({ environment, cluster, mayWrite }) => {
      const { tenant, project, id, namespace } = environment;
      const { carrier, isKubernetes } = cluster;
      const name = `${tenant}.${project}.${id}`;
      return { name, cluster: cluster.id, namespace, carrier, isKubernetes, mayWrite };
    }),
  };
}
