import type { ClusterIntake, IntakeClusters } from '../../../alerting/intake/intake-token.ts';
import type { RuleCluster, RuleClusters } from '../../../alerting/rules/rule-cluster.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { asLogsCluster, asMetricsCluster } from '../../../queries/proxy/asked-cluster.ts';
import type { AskedCluster } from '../../../queries/proxy/backend-plan.ts';
import { authHeaders } from '../../../queries/upstream/auth-headers.ts';
import { tlsIdentityOf } from '../../../queries/upstream/tls-identity-of.ts';

type ClusterMap = ReadonlyMap<string, ClusterSettings>;

/** The clusters as rule delivery sees them; an unchanged cluster stays the same object. */
export function ruleClusters(directories: DirectorySource): RuleClusters {
  let known = new Map<string, { readonly text: string; readonly view: RuleCluster }>();
  const all = derived(directories, (clusters) => {
    const next: typeof known = new Map();
    for (const [id, settings] of clusters) {
      const text = JSON.stringify(settings);
      const before = known.get(id);
      next.set(id, before?.text === text ? before : { text, view: ruleCluster(settings) });
    }
    known = next;
    return [...next.values()].map(({ view }) => view);
  });
  return { all };
}

/** The clusters as questions about metrics see them; the same list as long as nothing changed. */
export function metricsClusters(directories: DirectorySource): () => readonly AskedCluster[] {
  return derived(directories, (clusters) => [...clusters.values()].map(asMetricsCluster));
}

/** The clusters as questions about logs see them; the same list as long as nothing changed. */
export function logsClusters(directories: DirectorySource): () => readonly AskedCluster[] {
  return derived(directories, (clusters) => [...clusters.values()].map(asLogsCluster));
}

/** The clusters as the intake sees them. */
export function intakeClusters(directories: DirectorySource): IntakeClusters {
  const all = derived(
    directories,
    (clusters) => new Map([...clusters].map(([id, settings]) => [id, clusterIntake(settings)])),
  );
  return { get: (cluster) => all().get(cluster) };
}

function ruleCluster(settings: ClusterSettings): RuleCluster {
  const { id, metrics, enforcement, kubernetes, ruleSink } = settings;
  const asked = asLogsCluster(settings);
  const holdsAudit = asked.holdsAudit === true;
  const logs =
    asked.backend === null
      ? null
      : {
          url: asked.backend.url,
          enforcement: asked.enforcement,
          holdsAudit,
          headers: Object.fromEntries(authHeaders(asked.backend.auth)),
          tls: tlsIdentityOf(asked.backend.tls),
        };
  if (metrics === null) return { id, metricsUrl: null, enforcement, logs, kubernetes, ruleSink };
  return {
    id,
    logs,
    metricsUrl: metrics.url,
    metricsHeaders: Object.fromEntries(authHeaders(metrics.auth)),
    metricsTls: tlsIdentityOf(metrics.tls),
    enforcement,
    kubernetes,
    ruleSink,
  };
}

function clusterIntake(settings: ClusterSettings): ClusterIntake {
  return {
    cluster: settings.id,
    namespaceLabel: settings.enforcement.namespaceLabel,
    namespaceTrusted: settings.alertNamespaceTrusted,
    replicaLabels: new Set(settings.replicaLabels),
  };
}

/** Computed once for each state of the clusters. */
function derived<T>(directories: DirectorySource, compute: (clusters: ClusterMap) => T): () => T {
  let of: ClusterMap | null = null;
  let value: T | undefined;
  return () => {
    const clusters = directories.clusters();
    if (clusters !== of || value === undefined) {
      of = clusters;
      value = compute(clusters);
    }
    return value;
  };
}
