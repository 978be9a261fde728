import type { ErrorDetail } from '../errors/app-error.ts';
import { type ClusterSettings, checkClusterSettings } from './cluster.ts';
import { resolveCluster } from './cluster-fields.ts';
import type { DeclaredEnvironment, DeclaredProject, DeclaredTenant } from './declared-tenancy.ts';
import { pairKey } from './directory.ts';
import { type BackendReading, readBackend } from './read-declared-backend.ts';
import { readKubernetes } from './read-declared-kubernetes.ts';
import type { ResolveSecret } from './resolve-secret.ts';
import type { ClusterConfig, TenancyConfig, TenantConfig } from './tenancy-config.ts';
import { checkTenantFields } from './tenant.ts';

/** Tenants, projects, environments and clusters of the configuration. */
export interface DeclaredPlaces {
  readonly tenants: readonly DeclaredTenant[];
  readonly projects: readonly DeclaredProject[];
  readonly environments: readonly DeclaredEnvironment[];
  readonly clusters: readonly ClusterSettings[];
}

/** Reads the places; what is wrong goes into `findings`, with its path. */
export function readPlaces(
  config: TenancyConfig,
  resolve: ResolveSecret,
  findings: ErrorDetail[],
): DeclaredPlaces {
  const clusters = config.clusters.map((cluster, index) =>
    readCluster(cluster, `/clusters/${index}`, resolve, findings),
  );
  const tenants = config.tenants.map((tenant) => tenantOf(tenant));
  tenants.forEach((tenant, index) => {
    findings.push(...checkTenantFields(tenant, `/tenants/${index}`));
  });
  const projects = projectsOf(config);
  const environments = environmentsOf(config);
  findings.push(
    ...repeated(clusters.map(({ id }, index) => [id, `/clusters/${index}/id`])),
    ...repeated(tenants.map(({ id }, index) => [id, `/tenants/${index}/id`])),
    ...repeated(projects.map(({ tenant, id, at }) => [`${tenant}.${id}`, `${at}/id`])),
    ...repeated(
      environments.map(({ tenant, project, id, at }) => [`${tenant}.${project}.${id}`, `${at}/id`]),
    ),
    ...repeated(
      environments.map(({ cluster, namespace, at }) => [
        pairKey(cluster, namespace),
        `${at}/namespace`,
      ]),
    ),
    ...unknownClusters(environments, new Set(clusters.map(({ id }) => id))),
  );
  return { tenants, projects, environments, clusters };
}

/** Findings at the second and later place of what must be there once. */
export function repeated(
  named: readonly (readonly [name: string, path: string])[],
): readonly ErrorDetail[] {
  const first = new Map<string, string>();
  return named.flatMap(([name, path]) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, path);
    return before === undefined
      ? []
      : [{ path, message: `${name} is declared at ${before} already` }];
  });
}

function readCluster(
  config: ClusterConfig,
  at: string,
  resolve: ResolveSecret,
  findings: ErrorDetail[],
): ClusterSettings {
  const { metrics, logs, kubernetes } = config;
  const read: BackendReading = { resolve, findings };
  const { settings } = resolveCluster(config.id, {
    ...config,
    metrics: metrics && readBackend(metrics, `${at}/metrics`, read),
    logs: logs && {
      ...readBackend(logs, `${at}/logs`, read),
      enforcement: logs.enforcement ?? null,
    },
    kubernetes: kubernetes && readKubernetes(kubernetes, `${at}/kubernetes`, read),
  });
  const known = new Set(findings.map(({ path }) => path));
  const wrong = checkClusterSettings(settings, at);
  findings.push(...wrong.filter(({ path }) => !known.has(path)));
  return settings;
}

function tenantOf({ id, title, timeZone, language, severities }: TenantConfig): DeclaredTenant {
  return { id, title, timeZone, language, severities };
}

function projectsOf(config: TenancyConfig) {
  return config.tenants.flatMap((tenant, t) =>
    tenant.projects.map((project, p) => ({
      tenant: tenant.id,
      id: project.id,
      title: project.title,
      at: `/tenants/${t}/projects/${p}`,
    })),
  );
}

function environmentsOf(config: TenancyConfig): readonly DeclaredEnvironment[] {
  return config.tenants.flatMap((tenant, t) =>
    tenant.projects.flatMap((project, p) =>
      project.environments.map((environment, e) => ({
        ...environment,
        tenant: tenant.id,
        project: project.id,
        at: `/tenants/${t}/projects/${p}/environments/${e}`,
      })),
    ),
  );
}

function unknownClusters(
  environments: readonly DeclaredEnvironment[],
  known: ReadonlySet<string>,
): readonly ErrorDetail[] {
  return environments
    .filter(({ cluster }) => !known.has(cluster))
    .map(({ cluster, at }) => ({
      path: `${at}/cluster`,
      message: `there is no cluster ${cluster} under clusters`,
    }));
}
