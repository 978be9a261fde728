import type { StateReader } from '../state/state.ts';
import type { ApiToken } from './api-token.ts';
import { apiTokenOf } from './api-token-sql.ts';
import { type SealedCluster, sealedClusterOf } from './cluster-sql.ts';
import type { Environment } from './environment.ts';
import { environmentOf } from './environment-sql.ts';
import { readVersion } from './load-directory.ts';
import type { Project } from './project.ts';
import { projectOf } from './project-sql.ts';
import type { RoleBinding } from './role-binding.ts';
import { roleBindingOf } from './role-binding-sql.ts';
import type { TenancySql } from './tenancy-context.ts';
import type { Tenant } from './tenant.ts';
import { tenantOf } from './tenant-sql.ts';
import type { StoredUser } from './user.ts';
import { storedUserOf } from './user-sql.ts';

/** Everything that is stored; what is changed on its ground is guarded with `version`. */
export interface TenancySnapshot {
  readonly version: number;
  readonly tenants: readonly Tenant[];
  readonly projects: readonly Project[];
  readonly environments: readonly Environment[];
  readonly clusters: readonly SealedCluster[];
  readonly users: readonly StoredUser[];
  readonly bindings: readonly RoleBinding[];
  readonly tokens: readonly { readonly token: ApiToken; readonly hash: string }[];
}

/** Reads the version first, so that anything committed later makes the guard fail. */
export async function readSnapshot(state: StateReader, sql: TenancySql): Promise<TenancySnapshot> {
  const version = await readVersion({ state, sql });
  const [tenants, projects, environments, clusters, users, bindings, tokens] = await Promise.all([
    state.all(sql.tenants.all()),
    state.all(sql.projects.all()),
    state.all(sql.environments.all()),
    state.all(sql.clusters.all()),
    state.all(sql.users.all()),
    state.all(sql.bindings.all()),
    state.all(sql.tokens.all()),
  ]);
  return {
    version,
    tenants: tenants.map(tenantOf),
    projects: projects.map(projectOf),
    environments: environments.map(environmentOf),
    clusters: clusters.map(sealedClusterOf),
    users: users.map(storedUserOf),
    bindings: bindings.map(roleBindingOf).filter((binding) => binding !== undefined),
    tokens: tokens.flatMap((row) => {
      const token = apiTokenOf(row);
      return token ? [{ token, hash: row.hash }] : [];
    }),
  };
}
