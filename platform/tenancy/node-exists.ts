import type { Statement } from '../state/state.ts';
import type { NodePath } from './scope-name.ts';
import type { TenancySql } from './tenancy-context.ts';

/** Precondition: the node exists. The platform (null) always does. */
export function nodeExists(sql: TenancySql, node: NodePath | null): readonly Statement[] {
  if (node === null) return [];
  const { tenant, project, environment } = node;
  if (project === null) return [sql.tenants.exists(tenant)];
  if (environment === null) return [sql.projects.exists(tenant, project)];
  return [sql.environments.exists({ tenant, project, id: environment })];
}
