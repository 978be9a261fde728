import type { Clock } from '../../clock/clock.ts';
import { assertNever } from '../../model/assert-never.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { objectIn } from '../objects/json-object.ts';
import { done, type Outcome } from '../objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { unmetBy } from '../objects/label-selector.ts';
import { failureMessage } from './failure-outcome.ts';

type Labels = Readonly<Record<string, string>>;

/** Objects of the operator that others select, and by which fields. */
export interface SelectionSubject {
  /** Of those that select. */
  readonly kinds: readonly { readonly kind: string; readonly version: 'v1' | 'v1alpha1' }[];
  /** Field of their spec that selects objects by labels. */
  readonly objects: string;
  /** Field of their spec that selects namespaces. */
  readonly namespaces: string;
  /** What they are called together. */
  readonly who: string;
}

/** Who selects objects, and the labels of the namespaces that they select. */
export interface ObjectSelectors {
  readonly subject: SelectionSubject;
  readonly selectors: readonly ObjectSelector[];
  readonly namespaces: ReadonlyMap<string, Labels>;
}

/** A Prometheus, ThanosRuler or Alertmanager of the operator. */
interface ObjectSelector {
  /** `Prometheus monitoring/k8s`. */
  readonly name: string;
  /** Its own. */
  readonly namespace: string;
  /** null: it selects nothing. */
  readonly objects: unknown;
  /** null: its own namespace alone. */
  readonly namespaces: unknown;
}

/** Reads who selects, for one pass of a sink. */
export type ReadSelectors = (signal: AbortSignal) => Promise<Outcome<ObjectSelectors>>;

/** Who selects objects is read again after so long. */
const KEPT_MS = 30_000;

/** Reads them from the cluster, at most each half minute. */
export function selectorsReader(
  access: ClusterAccess,
  subject: SelectionSubject,
  clock: Clock,
): ReadSelectors {
  let known: { readonly atMs: number; readonly read: Outcome<ObjectSelectors> } | undefined;
  return async (signal) => {
    const nowMs = clock.monotonicMs();
    if (known && nowMs - known.atMs < KEPT_MS) return known.read;
    const read = await readSelectors(access, subject, signal);
    known = { atMs: nowMs, read };
    return read;
  };
}

const GROUP = 'monitoring.coreos.com';
const MAX_SELECTORS = 500;
const MAX_NAMED = 3;

/** Reads them from the cluster; kinds that it does not serve select nothing. */
async function readSelectors(
  { client, discovery }: ClusterAccess,
  subject: SelectionSubject,
  signal: AbortSignal,
): Promise<Outcome<ObjectSelectors>> {
  const list = async (
    group: string,
    { kind, version }: SelectionSubject['kinds'][number],
  ): Promise<Outcome<readonly KubernetesObject[]>> => {
    const found = await discovery.find({ group, kind, version });
    if (found.kind === 'not_served') return done([]);
    if (found.kind !== 'done') return found;
    const keep = (object: KubernetesObject) => slim(object, subject);
    const listed = await client.list(found.value, { keep, signal });
    return listed.kind === 'done' ? done(listed.value.items) : listed;
  };
  const selectors: ObjectSelector[] = [];
  for (const kind of subject.kinds) {
    const listed = await list(GROUP, kind);
    signal.throwIfAborted();
    if (listed.kind !== 'done') return listed;
    const read = listed.value.slice(0, MAX_SELECTORS);
    selectors.push(...read.map((object) => selectorOf(object, subject)));
  }
  const needsLabels = selectors.some(({ namespaces }) => !isEmpty(namespaces));
  const listed = needsLabels ? await list('', { kind: 'Namespace', version: 'v1' }) : done([]);
  signal.throwIfAborted();
  if (listed.kind !== 'done') return listed;
  const named = listed.value.map(({ metadata }) => [metadata.name, metadata.labels ?? {}] as const);
  return done({ subject, selectors, namespaces: new Map(named) });
}

/** Who selects an object. */
export type SelectionVerdict =
  /** The cluster could not be asked. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** Names, e.g. `Prometheus monitoring/k8s`, and how many of others' that nobody is told of. */
  | { readonly kind: 'selected'; readonly by: readonly string[]; readonly foreign: number }
  /** Why each does not, but for those of others; none at all: there is nobody who could. */
  | { readonly kind: 'unselected'; readonly reasons: readonly string[]; readonly hasAny: boolean };

/**
 * Which of them select an object, or why none does.
 * @param isForeign whether a namespace is of a tenant who is none of the reader's business
 */
export function judgeSelection(
  { metadata }: KubernetesObject,
  read: Outcome<ObjectSelectors>,
  isForeign: (namespace: string) => boolean,
): SelectionVerdict {
  if (read.kind !== 'done') return { kind: 'unknown', message: failureMessage(read) };
  const { subject, selectors, namespaces } = read.value;
  const { namespace = '', labels = {} } = metadata;
  const place = { namespace, labels, namespaceLabels: namespaces.get(namespace) ?? {} };
  const verdicts = selectors.map((one) => ({
    name: one.name,
    lacks: whatLacks(one, subject, place),
    isOthers: isForeign(one.namespace),
  }));
  const selecting = verdicts.filter(({ lacks }) => lacks === null);
  const own = selecting.filter(({ isOthers }) => !isOthers).map(({ name }) => name);
  if (selecting.length > 0) {
    return { kind: 'selected', by: own, foreign: selecting.length - own.length };
  }
  const reasons = verdicts.flatMap(({ name, lacks, isOthers }) =>
    isOthers ? [] : [`${name} ${lacks}`],
  );
  return { kind: 'unselected', reasons, hasAny: selectors.length > 0 };
}

/** Whether anybody selects an object, and the rest of a sentence about it. */
export interface Selection {
  /** Null: nobody knows. */
  readonly isSelected: boolean | null;
  readonly text: string;
}

/** The verdict as the rest of a sentence. */
export function selectionOf(
  object: KubernetesObject,
  { who, kinds }: SelectionSubject,
  read: Outcome<ObjectSelectors>,
  isForeign: (namespace: string) => boolean = () => false,
): Selection {
  const verdict = judgeSelection(object, read, isForeign);
  switch (verdict.kind) {
    case 'unknown': {
      const text = `which ${who} selects it is not known (${verdict.message})`;
      return { isSelected: null, text };
    }
    case 'selected': {
      const others = verdict.foreign === 0 ? [] : [`a ${who} of another tenant`];
      return { isSelected: true, text: `selected by ${named([...verdict.by, ...others])}` };
    }
    case 'unselected': {
      if (!verdict.hasAny) {
        const text = `the cluster has no ${kinds[0]?.kind} object that could select it`;
        return { isSelected: false, text };
      }
      const { reasons } = verdict;
      const why = reasons.length === 0 ? '' : `: ${named(reasons, '; ')}`;
      return { isSelected: false, text: `no ${who} selects it${why}` };
    }
    default:
      return assertNever(verdict);
  }
}

function named(texts: readonly string[], separator = ', '): string {
  const rest = texts.length - MAX_NAMED;
  const first = texts.slice(0, MAX_NAMED).join(separator);
  return rest > 0 ? `${first}${separator}and ${rest} more` : first;
}

interface Place {
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
}

/** Null when it is selected. */
function whatLacks(
  { objects, namespaces, ...selector }: ObjectSelector,
  subject: SelectionSubject,
  place: Place,
): string | null {
  if (objects === null) return `has no ${subject.objects}, so it selects nothing`;
  if (namespaces === null && selector.namespace !== place.namespace) {
    return `looks only into its own namespace, and not into ${place.namespace}`;
  }
  const ofNamespace = namespaces === null ? [] : unmetBy(namespaces, place.namespaceLabels);
  if (ofNamespace.length > 0) {
    return `wants the label ${ofNamespace.join(' and ')} on the namespace ${place.namespace}`;
  }
  const ofObject = unmetBy(objects, place.labels);
  return ofObject.length === 0 ? null : `wants the label ${ofObject.join(' and ')}`;
}

/** Nothing of it needs the labels of namespaces. */
function isEmpty(selector: unknown): boolean {
  const { matchLabels = {}, matchExpressions = [] } = objectIn({ selector }, 'selector');
  return Object.keys(Object(matchLabels)).length === 0 && Object(matchExpressions).length === 0;
}

function selectorOf(object: KubernetesObject, subject: SelectionSubject): ObjectSelector {
  const { namespace = '', name } = object.metadata;
  const { [subject.objects]: objects = null, [subject.namespaces]: namespaces = null } = objectIn(
    object,
    'spec',
  );
  return { name: `${object.kind} ${namespace}/${name}`, namespace, objects, namespaces };
}

/** Those that select are long objects. */
function slim(object: KubernetesObject, subject: SelectionSubject): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, labels } = metadata;
  const place = namespace === undefined ? { name } : { name, namespace };
  const { [subject.objects]: objects, [subject.namespaces]: namespaces } = objectIn(object, 'spec');
  return {
    apiVersion,
    kind,
    metadata: labels === undefined ? place : { ...place, labels },
    spec: { [subject.objects]: objects, [subject.namespaces]: namespaces },
  };
}
