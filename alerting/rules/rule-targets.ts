import type { ClusterEnforcement } from '../../platform/tenancy/cluster.ts';
import { type Directory, pairKey } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Language } from '../../platform/tenancy/tenant.ts';
import { HIDDEN_AUDIT } from '../../queries/scope/hidden-audit.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import { type MatchersAnswer, matchersFor } from '../../queries/scope/scope-matchers.ts';
import type { LabelDialect } from '../../queries/templates/label-dialect.ts';
import { type PastOfTarget, pastOfTarget } from './past-of-target.ts';
import type { RuleCluster } from './rule-cluster.ts';
import type { RuleLanguage } from './rule-language.ts';
import type { RuleReading } from './rule-reading.ts';

/** What every selector of a rule carries on a cluster, or why it cannot run there. */
export type RuleMatchers =
  | ({ readonly kind: 'matchers' } & ReadWithin)
  | { readonly kind: 'refused'; readonly message: string };

/** One namespace of a target, or all that `_platform` sees. */
export interface TargetPart {
  readonly namespace: string | null;
  readonly matchers: RuleMatchers;
}

/** One cluster that a rule runs on, with what it may see there. */
export interface RuleTarget {
  readonly cluster: RuleCluster;
  readonly matchers: RuleMatchers;
  /**
   * Each namespace of the rule by itself, with what may be seen there; for `_platform` all in one. For
   * what must say of each of its results whose it is.
   */
  readonly apart: () => readonly TargetPart[];
  /** Label of the rule's own series or streams that names their namespace; null where none does. */
  readonly namespaceLabel: string | null;
  /** How templates are written there. */
  readonly dialect: LabelDialect;
  /** Of the owner's texts. */
  readonly language: Language;
  /** Namespace of the rule's first environment on the cluster; null for `_platform`. */
  readonly home: string | null;
  /** All namespaces of the rule on the cluster that it may read now. */
  readonly namespaces: readonly string[];
  /** Environments that it does not cover yet: they had another owner so far back as it looks. */
  readonly leftOut: readonly PastOfTarget[];
}

/**
 * Every cluster that a rule of this scope runs on, in the order of registration, each with exactly
 * the scope's pairs on it. Empty when the scope holds no environment.
 */
export function targetsOf(
  scope: ScopeName,
  directory: Directory,
  clusters: readonly RuleCluster[],
  reading: RuleReading,
): readonly RuleTarget[] {
  return clusters.flatMap(
    (cluster) => targetOn(scope, directory, clusters, cluster, reading) ?? [],
  );
}

/**
 * The target on one cluster; undefined when the scope has nothing there. An environment whose
 * namespace had another owner is left out until the rule looks back no further than its birth.
 */
export function targetOn(
  name: ScopeName,
  directory: Directory,
  clusters: readonly RuleCluster[],
  cluster: RuleCluster,
  reading: RuleReading,
): RuleTarget | undefined {
  if (name.cluster !== null && name.cluster !== cluster.id) return undefined;
  const whole = scopeOfRule(directory, { ...name, cluster: cluster.id });
  if (whole.clusters.length === 0) return undefined;
  const source = sourceOf(cluster, reading.language);
  const language = languageOf(name, directory);
  if (source === null) return { ...withoutLogs(cluster, whole), language };
  const { enforcement } = source;
  const leftOut = pastOfTarget(whole.pairs, enforcement, reading);
  const left = new Set(leftOut.map(({ pair }) => pair));
  const scope = whole.narrowedTo((pair) => !left.has(pair));
  const home = whole.pairs[0]?.namespace ?? null;
  const [past] = leftOut;
  const { namespaceLabel } = enforcement;
  const residents = residentsOf(cluster, clusters, reading.language);
  const clusterLabel = residents.length > 1 ? enforcement.clusterLabel : null;
  const dialect = { namespaceLabel, clusterLabel };
  const target = { cluster, home, leftOut, namespaceLabel, dialect, language };
  if (past && scope.pairs.length === 0) {
    const matchers = { kind: 'refused', message: `the expression ${past.message}` } as const;
    return { ...target, matchers, namespaces: [], apart: () => [{ namespace: home, matchers }] };
  }
  const within = (part: Scope): RuleMatchers => {
    const enforced = matchersFor({
      scope: part,
      // Who evaluates the rule sends no header: labels alone must tell tenants apart.
      clusters: [{ id: cluster.id, ...enforcement, tenantHeader: null }],
      residents,
      tenantPairs: tenantPairs(name, directory),
    });
    return source.holdsAudit ? withoutAudit(enforced) : enforced;
  };
  const matchers = within(scope);
  const namespaces = scope.pairs.map((pair) => pair.namespace);
  return { ...target, matchers, namespaces, apart: () => partsOf(scope, matchers, within) };
}

function languageOf(name: ScopeName, directory: Directory): Language {
  return name.kind === 'node' ? (directory.tenants.get(name.node.tenant)?.language ?? 'en') : 'en';
}

function partsOf(
  scope: Scope,
  matchers: RuleMatchers,
  within: (part: Scope) => RuleMatchers,
): readonly TargetPart[] {
  if (scope.pairs.length === 0) return [{ namespace: null, matchers }];
  return scope.pairs.map((pair) => ({
    namespace: pair.namespace,
    matchers: within(scope.narrowedTo((other) => other === pair)),
  }));
}

interface Source {
  readonly url: string | null;
  readonly enforcement: ClusterEnforcement;
  readonly holdsAudit: boolean;
}

/** What a rule finds is read by all who see its alerts, so that no rule reads audit. */
function withoutAudit(enforced: MatchersAnswer): RuleMatchers {
  if (enforced.kind === 'refused') return enforced;
  return { ...enforced, matchers: [...enforced.matchers, ...HIDDEN_AUDIT] };
}

/** Where the cluster keeps what is read; null when it has no logs. */
function sourceOf(
  { metricsUrl, enforcement, logs }: RuleCluster,
  language: RuleLanguage,
): Source | null {
  return language === 'promql' ? { url: metricsUrl, enforcement, holdsAudit: false } : logs;
}

function withoutLogs(cluster: RuleCluster, { pairs }: Scope): Omit<RuleTarget, 'language'> {
  const message = `cluster ${cluster.id} has no backend of logs; an administrator gives it one`;
  return {
    cluster,
    matchers: { kind: 'refused', message },
    namespaceLabel: null,
    dialect: { namespaceLabel: null, clusterLabel: null },
    home: pairs[0]?.namespace ?? null,
    namespaces: pairs.map(({ namespace }) => namespace),
    leftOut: [],
    apart: () => [
      { namespace: pairs[0]?.namespace ?? null, matchers: { kind: 'refused', message } },
    ],
  };
}

/** Clusters that keep their series, or streams, in the same backend, this one included. */
function residentsOf(
  cluster: RuleCluster,
  clusters: readonly RuleCluster[],
  language: RuleLanguage,
): readonly string[] {
  const url = backendOf(cluster, language);
  if (url === null) return [cluster.id];
  return clusters.filter((other) => backendOf(other, language) === url).map((other) => other.id);
}

function backendOf(cluster: RuleCluster, language: RuleLanguage): string | null {
  return sourceOf(cluster, language)?.url?.replace(/\/+$/, '') ?? null;
}

function tenantPairs(name: ScopeName, directory: Directory): ReadonlySet<string> {
  if (name.kind === 'platform') return new Set();
  const owned = directory.environments.filter((pair) => pair.tenant === name.node.tenant);
  return new Set(owned.map((pair) => pairKey(pair.cluster, pair.namespace)));
}
