import type { ClusterEnforcement } from '../../platform/tenancy/cluster.ts';
import type { Backend } from '../../platform/tenancy/cluster-backend.ts';
import { type Directory, pairKey } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { type EnforcedMatcher, prepareScope } from '../scope/enforced-matcher.ts';
import { HIDDEN_AUDIT } from '../scope/hidden-audit.ts';
import type { LabelScope } from '../scope/label-scope.ts';
import type { ReadWithin } from '../scope/read-within.ts';
import { type MatchersAnswer, matchersFor } from '../scope/scope-matchers.ts';
import { authHeaders } from '../upstream/auth-headers.ts';
import type { UpstreamBackend } from '../upstream/upstream.ts';
import { backendKey } from './backend-key.ts';
import { printForm } from './form.ts';

/** What this room must know of a cluster to ask one kind of its backends. */
export interface AskedCluster {
  readonly id: string;
  /** That of metrics or that of logs, as the list of clusters is for; null when it has none. */
  readonly backend: Backend | null;
  readonly enforcement: ClusterEnforcement;
  /** There: the backend holds streams of audit, which are hidden from those who may not read them. */
  readonly holdsAudit?: true;
}

/** A backend as it is asked for one scope. */
export interface AskedBackend extends UpstreamBackend {
  readonly timeoutMs: number;
}

/** One backend with what must be enforced on it. */
export interface BackendPart {
  /** With the headers of credentials and tenancy. */
  readonly backend: AskedBackend;
  /** Clusters of the scope that live on this backend, sorted. */
  readonly clusters: readonly string[];
  /**
   * What every selector carries: the scope's pairs, then what is hidden from who asks. Empty only for
   * `_platform` on a backend that holds one cluster, and where the tenancy header alone keeps tenants
   * apart, for those from whom nothing is hidden.
   */
  readonly matchers: readonly EnforcedMatcher[];
  /** Which label sets of the backend's lists lie in the scope; more exact than `matchers`. */
  readonly labels: LabelScope;
  /**
   * Urlencoded parameters that go with every question, e.g. `extra_filters%5B%5D=…` (VictoriaMetrics);
   * empty for none.
   */
  readonly enforcedForm: string;
  readonly exemptMetrics: readonly string[];
  /**
   * Which store is asked, and as whom: URL, name and value of the tenancy header (empty for none). A part
   * of the keys of caches; the first may hold what the header of `auth` says and is not to be shown.
   */
  readonly identity: readonly string[];
}

/**
 * How a scope's question is put to backends.
 * - `empty`: the scope is bound but holds no environment.
 * - `parts`: one or more backends.
 * - `refused`: cannot be expressed without touching something outside; the message says what to do.
 * - `missing`: a cluster of the scope has no such backend.
 */
export type BackendPlan =
  | { readonly kind: 'empty' }
  | { readonly kind: 'parts'; readonly parts: readonly BackendPart[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'missing'; readonly cluster: string };

/**
 * Splits a scope by backend and finds what is enforced on each. Pure.
 * @param clusters all that are registered, in the scope or not.
 */
export function planBackends(
  scope: Scope,
  directory: Directory,
  clusters: readonly AskedCluster[],
): BackendPlan {
  if (!scope.isPlatform && scope.pairs.length === 0) return { kind: 'empty' };
  const touched = clusters.filter((cluster) => scope.clusters.includes(cluster.id));
  const missing = touched.find((cluster) => cluster.backend === null);
  if (missing) return { kind: 'missing', cluster: missing.id };
  if (touched.length === 0) return { kind: 'empty' };
  const parts: BackendPart[] = [];
  for (const group of groupByBackend(touched)) {
    const planned = planPart({ scope, directory, clusters }, group);
    if (planned.kind === 'refused') return planned;
    parts.push(planned.part);
  }
  return { kind: 'parts', parts };
}

/**
 * Some backend, for a question that reads nothing (`1 + 1`); null when there is none. The header is
 * there because a backend with tenants answers nobody else.
 */
export function partReadingNothing(
  clusters: readonly AskedCluster[],
  { name }: Scope,
): BackendPart | null {
  const cluster = clusters.find(({ backend }) => backend !== null);
  if (!cluster?.backend) return null;
  const { tenantHeader } = cluster.enforcement;
  const value = name.kind === 'platform' ? tenantHeader?.platform : name.node.tenant;
  const header = tenantHeader && value ? { name: tenantHeader.name, value } : null;
  return anyPart(cluster.backend, header);
}

/** The backend with nothing enforced but the header. */
export function anyPart(backend: Backend, header: Enforced['header'] = null): BackendPart {
  return {
    backend: askedBackend(backend, header, null),
    clusters: [],
    matchers: [],
    labels: { kind: 'nothing' },
    enforcedForm: '',
    exemptMetrics: [],
    identity: [backendKey(backend), header?.name ?? '', header?.value ?? ''],
  };
}

interface PlanInput {
  readonly scope: Scope;
  readonly directory: Directory;
  readonly clusters: readonly AskedCluster[];
}

type PlannedPart =
  | { readonly kind: 'part'; readonly part: BackendPart }
  | { readonly kind: 'refused'; readonly message: string };

function planPart(input: PlanInput, group: readonly AskedCluster[]): PlannedPart {
  const { scope, directory, clusters } = input;
  const backend = group[0]?.backend ?? null;
  if (backend === null) return { kind: 'refused', message: 'no backend' };
  const ids = group.map((cluster) => cluster.id).sort();
  const key = backendKey(backend);
  const residents = clusters.filter(
    (one) => one.backend !== null && backendKey(one.backend) === key,
  );
  const outcome = matchersFor({
    scope,
    clusters: group.map((cluster) => ({ id: cluster.id, ...cluster.enforcement })),
    residents: residents.map((cluster) => cluster.id),
    tenantPairs: tenantPairs(scope, directory),
    keepsToGroups: backend.kind === 'victoriametrics',
  });
  if (outcome.kind === 'refused') {
    return { kind: 'refused', message: `${outcome.message}${choices(scope, ids)}` };
  }
  const isHidden = group.some(({ holdsAudit }) => holdsAudit === true) && !scope.readsAudit;
  return partOf(scope, backend, ids, outcome, isHidden ? HIDDEN_AUDIT : []);
}

type Enforced = Extract<MatchersAnswer, { kind: 'matchers' }>;

function partOf(
  scope: Scope,
  backend: Backend,
  clusters: readonly string[],
  enforced: Enforced,
  hidden: readonly EnforcedMatcher[],
): PlannedPart {
  const { exemptMetrics, header } = enforced;
  const matchers = [...enforced.matchers, ...hidden];
  const filters = backend.kind === 'victoriametrics' ? extraFilters(enforced) : '';
  if (filters === null) {
    const message = 'the scope is too large to be told to the backend; ask for a part of it';
    return { kind: 'refused', message };
  }
  const identity = [backendKey(backend), header?.name ?? '', header?.value ?? ''];
  const part = {
    backend: askedBackend(backend, header, { matchers, exemptMetrics }),
    clusters,
    matchers,
    labels: labelScope(scope, backend, enforced),
    enforcedForm: filters,
    exemptMetrics,
    identity,
  };
  return { kind: 'part', part };
}

/**
 * A backend as it is asked with a tenancy header.
 * @param within what may be read of it; null: nothing, e.g. for `1 + 1`. Only the embedded stores are told
 */
export function askedBackend(
  backend: Backend,
  header: Enforced['header'],
  within: ReadWithin | null,
): AskedBackend {
  const tenancy = header === null ? [] : [[header.name.toLowerCase(), header.value] as const];
  const headers = [...authHeaders(backend.auth), ...tenancy];
  const asked = { url: backend.url, timeoutMs: backend.timeoutMs, tls: backend.tls, headers };
  return within !== null && backend.kind === 'embedded' ? { ...asked, within } : asked;
}

/** Mimir and Loki show each of their tenants only its own rules and alerts. */
function labelScope(scope: Scope, { kind }: Backend, { groups, header }: Enforced): LabelScope {
  if (groups.length > 0) return { kind: 'any-of', groups };
  if (scope.isPlatform) return { kind: 'everything' };
  const hasOwnLists = header !== null && (kind === 'mimir' || kind === 'loki');
  return { kind: hasOwnLists ? 'everything' : 'nothing' };
}

/**
 * VictoriaMetrics adds these to every selector, any one of them sufficing. Exempt metrics are further
 * alternatives: what is not exempt carries the matchers in its selectors as well.
 * @returns null when they are longer than a scope may be.
 */
function extraFilters({ groups, exemptMetrics }: Enforced): string | null {
  const shared = exemptMetrics.map((value) => [{ name: '__name__', op: '=' as const, value }]);
  const all: (readonly [string, string])[] = [];
  for (const group of groups.length === 0 ? [] : [...groups, ...shared]) {
    const prepared = prepareScope(group);
    if (prepared.kind === 'refused') return null;
    all.push(['extra_filters[]', `{${prepared.scope.text}}`]);
  }
  return printForm(all);
}

/** All pairs that the tenant of the scope owns: a tenant label selects exactly these. */
function tenantPairs(scope: Scope, directory: Directory): ReadonlySet<string> {
  const { name } = scope;
  if (name.kind === 'platform') return new Set();
  return new Set(
    directory.environments
      .filter((environment) => environment.tenant === name.node.tenant)
      .map((environment) => pairKey(environment.cluster, environment.namespace)),
  );
}

function choices(scope: Scope, clusters: readonly string[]): string {
  if (clusters.length < 2) return '';
  return `; name one cluster: ${clusters.map((cluster) => `${scope}@${cluster}`).join(', ')}`;
}

function groupByBackend(clusters: readonly AskedCluster[]): readonly (readonly AskedCluster[])[] {
  const groups = new Map<string, AskedCluster[]>();
  for (const cluster of clusters) {
    const key = cluster.backend === null ? '' : backendKey(cluster.backend);
    const group = groups.get(key);
    if (group) group.push(cluster);
    else groups.set(key, [cluster]);
  }
  return [...groups.values()];
}
