import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { AddressPolicy } from '../../platform/outbound/address-policy.ts';
import type { DiscoverMode } from '../../platform/tenancy/cluster-collection.ts';
import type { ClusterMirror } from '../discovery/kubernetes/cluster-mirror.ts';
import type { PodView } from '../discovery/kubernetes/object-views.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';
import { type ScrapeJob, scrapeJob } from '../scrape/scrape-job.ts';
import { limitsOf } from './limits-of.ts';
import { type MonitorContent, NO_LIMITS, type SecretKey } from './monitor.ts';
import { type MonitorJobOptions, type MonitorJobPlace, monitorJobs } from './monitor-jobs.ts';
import { type ReadMonitor, readMonitorObject } from './read-monitor-object.ts';
import { validateMonitor } from './validate-monitor.ts';

/** Whose a namespace is: a tenant's, or the platform's when no environment has it. */
export interface NamespacePlace {
  readonly tenant: string;
  readonly ownLabels: Labels;
  readonly isTenants: boolean;
}

export interface FoundOptions extends Omit<MonitorJobOptions, 'secretOf'> {
  readonly cluster: string;
  readonly generation: number;
  readonly mode: DiscoverMode;
  readonly placeOf: (namespace: string) => NamespacePlace;
  readonly secretOf: (namespace: string, secret: SecretKey) => string | null;
  /** The tenant outbound policy. */
  readonly judge: AddressPolicy;
  readonly memory: FoundMemory;
}

/** An object or namespace of a cluster that is not scraped as it asks. */
export interface FoundProblem extends NamespacePlace {
  readonly id: string;
  readonly name: string;
  readonly errors: readonly string[];
}

export interface FoundJobs {
  readonly jobs: readonly ScrapeJob[];
  readonly problems: readonly FoundProblem[];
}

/** Names of the cluster mean nothing to the built-in collector. */
const NONE: ReadonlySet<string> = new Set();

type World = Pick<ClusterMirror, 'namespaces' | 'objects' | 'monitors'>;

/**
 * Jobs for what a cluster says about itself: annotated pods and services, and the objects of the
 * Prometheus operator. Whose they are is decided by their namespace alone; nothing in an object
 * changes it. Our own objects are passed over: their monitors are carried out already.
 */
export function foundJobs(world: World, options: FoundOptions): FoundJobs {
  const { mode } = options;
  const jobs: ScrapeJob[] = [];
  const problems: FoundProblem[] = [];
  const add = (found: FoundJobs) => {
    jobs.push(...found.jobs);
    problems.push(...found.problems);
  };
  for (const namespace of world.namespaces()) {
    if (mode === 'annotations' || mode === 'both')
      jobs.push(...annotated(world, namespace, options));
    if (mode !== 'monitors' && mode !== 'both') continue;
    for (const object of world.monitors(namespace)) {
      if (!isOurs(object)) add(ofObject(world, object, namespace, options));
    }
  }
  return { jobs, problems };
}

function isOurs({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['app.kubernetes.io/managed-by'] === 'tocsin';
}

function annotated(
  world: World,
  namespace: string,
  { cluster, generation, placeOf, config, intervalMs, timeoutMs }: FoundOptions,
): readonly ScrapeJob[] {
  const { pods, services } = world.objects(namespace);
  const isAsked = ({ annotations }: Pick<PodView, 'annotations'>) =>
    annotations.get('prometheus.io/scrape') === 'true';
  if (!pods.some(isAsked) && !services.some(isAsked)) return [];
  const { tenant, ownLabels, isTenants } = placeOf(namespace);
  const limits = limitsOf(NO_LIMITS, config);
  const selector = { matchLabels: {}, matchExpressions: [] };
  const search = { find: 'annotated', selector, isTenants } as const;
  const plain = scrapeJob({
    id: `found/${cluster}/${namespace}/annotated`,
    name: 'annotated',
    tenant,
    ownLabels,
    source: {
      kind: 'discovered',
      discoveries: [{ kind: 'kubernetes', cluster, generation, namespace, search }],
    },
  });
  const { samples, targets, labels, labelNameLength, labelValueLength } = limits;
  return [
    {
      ...plain,
      intervalMs,
      timeoutMs: Math.min(timeoutMs, intervalMs),
      limits: {
        ...plain.limits,
        samples,
        targets,
        labels,
        labelNameBytes: labelNameLength,
        labelValueBytes: labelValueLength,
      },
      relabel: [
        {
          action: 'replace',
          sourceLabels: ['__meta_kubernetes_namespace'],
          targetLabel: 'namespace',
        },
      ],
    },
  ];
}

function ofObject(
  world: World,
  object: KubernetesObject,
  namespace: string,
  options: FoundOptions,
): FoundJobs {
  const { cluster, generation, placeOf, secretOf } = options;
  const place = placeOf(namespace);
  const { name } = object.metadata;
  const id = `found/${cluster}/${namespace}/${object.kind}/${name}`;
  const problem = (errors: readonly string[]): readonly FoundProblem[] =>
    errors.length === 0
      ? []
      : [{ ...place, id, name: `${object.kind} ${namespace}/${name}`, errors }];
  const judged = judgedOnce(object, namespace, place, options);
  if (judged.kind === 'refused') return { jobs: [], problems: problem(judged.errors) };
  const { monitor, content } = judged;
  const made = targetsOf(monitor, namespace, world).map((target) => {
    const isOwn = place.isTenants || target === namespace;
    const jobPlace: MonitorJobPlace = {
      id: target === namespace ? id : `${id}/${target}`,
      tenant: place.tenant,
      ownLabels: isOwn ? place.ownLabels : platformLabels(place, placeOf(target)),
      cluster,
      generation,
      namespace: target,
      isTenants: place.isTenants,
      steps: jobSteps(monitor),
    };
    const of = (secret: SecretKey) => secretOf(namespace, secret);
    return monitorJobs(content, jobPlace, { ...options, secretOf: of });
  });
  return {
    jobs: made.flatMap(({ jobs }) => jobs),
    problems: problem(made.flatMap(({ problems }) => problems)),
  };
}

type Judged =
  | { readonly kind: 'sound'; readonly monitor: ReadMonitor; readonly content: MonitorContent }
  | { readonly kind: 'refused'; readonly errors: readonly string[] };

/**
 * What became of objects. A mirror keeps an object for as long as it is the same; pods come and go far
 * more often.
 */
export type FoundMemory = WeakMap<
  KubernetesObject,
  { readonly of: string; readonly judged: Judged }
>;

function judgedOnce(
  object: KubernetesObject,
  namespace: string,
  place: NamespacePlace,
  options: FoundOptions,
): Judged {
  const of = JSON.stringify([place.tenant, [...place.ownLabels]]);
  const known = options.memory.get(object);
  if (known?.of === of) return known.judged;
  const judged = judgedObject(object, namespace, place, options);
  options.memory.set(object, { of, judged });
  return judged;
}

function judgedObject(
  object: KubernetesObject,
  namespace: string,
  { ownLabels, isTenants }: NamespacePlace,
  { config, judge }: FoundOptions,
): Judged {
  const { probers } = config;
  const read = readMonitorObject(object, { namespace, tenancy: ownLabels, probers, mode: 'found' });
  if (read.kind === 'refused') return { kind: 'refused', errors: read.findings.map(worded) };
  const { monitor } = read;
  if (monitor.namespaces !== null && isTenants) {
    const error = `/spec/namespaceSelector: may not leave the namespace ${namespace}`;
    return { kind: 'refused', errors: [error] };
  }
  const { source, endpoints, limits } = monitor;
  const shared = { name: object.metadata.name, environment: '', enabled: true };
  const content: MonitorContent = { ...shared, source, endpoints, limits };
  const tenancy = new Set(ownLabels.keys());
  const findings = validateMonitor(content, {
    config,
    tenancy,
    guard: { judge, namespace: null, namespaces: NONE },
  });
  const wrong = findings.filter(({ path }) => path !== '/name' && !path.startsWith('/limits'));
  if (wrong.length > 0) return { kind: 'refused', errors: wrong.map(worded) };
  return { kind: 'sound', monitor, content };
}

/** An object of the platform may find targets elsewhere; they stay the platform's, under their namespace. */
function platformLabels(place: NamespacePlace, target: NamespacePlace): Labels {
  return new Map(
    [...place.ownLabels].map(([name, value]) => [name, target.ownLabels.get(name) ?? value]),
  );
}

function targetsOf(
  { namespaces }: ReadMonitor,
  namespace: string,
  world: World,
): readonly string[] {
  if (namespaces === null) return [namespace];
  return namespaces === 'any' ? world.namespaces() : namespaces;
}

/** `job` of what a service monitor finds is the service, or what its label says, as the operator has it. */
function jobSteps({ source, jobLabel }: ReadMonitor): readonly RelabelRule[] {
  if (source.kind !== 'service' && source.kind !== 'pod') return [];
  const meta = '__meta_kubernetes_';
  const ofService =
    source.kind === 'service'
      ? [{ action: 'replace', sourceLabels: [`${meta}service_name`], targetLabel: 'job' } as const]
      : [];
  if (jobLabel === '') return ofService;
  const label = `${meta}${source.kind}_label_${jobLabel.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`;
  const said = {
    action: 'replace',
    sourceLabels: [label],
    regex: '(.+)',
    targetLabel: 'job',
  } as const;
  return [...ofService, said];
}

function worded({ path, message }: { readonly path: string; readonly message: string }): string {
  return `${path}: ${message}`;
}
