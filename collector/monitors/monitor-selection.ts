import type { Clock } from '../../platform/clock/clock.ts';
import type { ClusterAccess, ClusterAccesses } from '../../platform/kubernetes/cluster-access.ts';
import {
  judgeSelection,
  type ReadSelectors,
  type SelectionSubject,
  type SelectionVerdict,
  selectorsReader,
} from '../../platform/kubernetes/managed/object-selection.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { ClusterSettings } from '../../platform/tenancy/cluster.ts';
import { connectionOf } from '../../platform/tenancy/cluster-kubernetes.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { Monitor } from './monitor.ts';

type Kind = Monitor['source']['kind'];

const KINDS: SelectionSubject['kinds'] = [
  { kind: 'Prometheus', version: 'v1' },
  { kind: 'PrometheusAgent', version: 'v1alpha1' },
];

function subjectOf(field: string): SelectionSubject {
  const [objects, namespaces] = [`${field}Selector`, `${field}NamespaceSelector`];
  return { kinds: KINDS, objects, namespaces, who: 'Prometheus' };
}

/** Who scrapes what each kind of monitor says. */
const MONITOR_SELECTIONS: Readonly<Record<Kind, SelectionSubject>> = {
  service: subjectOf('serviceMonitor'),
  pod: subjectOf('podMonitor'),
  probe: subjectOf('probe'),
  scrape: subjectOf('scrapeConfig'),
};

export interface MonitorSelectionOptions {
  readonly accesses: Pick<ClusterAccesses, 'of'>;
  readonly directory: () => Directory;
  readonly clock: Clock;
}

interface Reader {
  readonly access: ClusterAccess;
  readonly read: ReadSelectors;
}

/**
 * Which Prometheus of a cluster selects the object of a monitor. The cluster is asked when somebody
 * looks, at most each half minute for each kind of monitor.
 */
export class MonitorSelection {
  readonly #options: MonitorSelectionOptions;
  readonly #readers = new Map<string, Reader>();

  constructor(options: MonitorSelectionOptions) {
    this.#options = options;
  }

  /** Null: the cluster has no connection. Prometheus objects of other tenants are counted, not named. */
  async of(
    { owner, source }: Monitor,
    object: KubernetesObject,
    { id, kubernetes }: Pick<ClusterSettings, 'id' | 'kubernetes'>,
    signal: AbortSignal,
  ): Promise<SelectionVerdict | null> {
    if (kubernetes === null) return null;
    const access = this.#options.accesses.of(id, connectionOf(kubernetes));
    const read = await this.#reader(id, source.kind, access)(signal);
    return judgeSelection(object, read, (namespace) => this.#isForeign(id, namespace, owner));
  }

  #reader(cluster: string, kind: Kind, access: ClusterAccess): ReadSelectors {
    const key = `${cluster} ${kind}`;
    const known = this.#readers.get(key);
    if (known?.access === access) return known.read;
    const read = selectorsReader(access, MONITOR_SELECTIONS[kind], this.#options.clock);
    this.#readers.set(key, { access, read });
    return read;
  }

  #isForeign(cluster: string, namespace: string, owner: string): boolean {
    const { tenant = owner } = this.#options.directory().ownerOf(cluster, namespace) ?? {};
    return owner !== PLATFORM && tenant !== owner;
  }
}
