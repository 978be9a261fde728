import type { ApiToken } from '../../../platform/tenancy/api-token.ts';
import type { Environment } from '../../../platform/tenancy/environment.ts';
import { printNode } from '../../../platform/tenancy/node.ts';
import type { Project } from '../../../platform/tenancy/project.ts';
import type { RoleBinding } from '../../../platform/tenancy/role-binding.ts';
import type { Tenant } from '../../../platform/tenancy/tenant.ts';
import type { User } from '../../../platform/tenancy/user.ts';
import type * as contract from '../../contract/tenancy.ts';
import { instant, instantOrNull, presentStored } from './present.ts';

export function presentTenant(tenant: Tenant): contract.Tenant {
  const { id, title, timeZone, language, severities } = tenant;
  return { id, title, timeZone, language, severities: [...severities], ...presentStored(tenant) };
}

export function presentProject(project: Project): contract.Project {
  const { tenant, id, title } = project;
  return { tenant, id, title, ...presentStored(project) };
}

export function presentEnvironment(environment: Environment): contract.Environment {
  const { tenant, project, id, title, cluster, namespace, kind } = environment;
  return { tenant, project, id, title, cluster, namespace, kind, ...presentStored(environment) };
}

export function presentUser(user: User): contract.User {
  const { id, name, displayName, email, language, disabled } = user;
  return { id, name, displayName, email, language, disabled, ...presentStored(user) };
}

export function presentRoleBinding(binding: RoleBinding): contract.RoleBinding {
  const { id, user, role, node } = binding;
  return { id, user, role, node: printNode(node), ...presentStored(binding) };
}

export function presentToken(token: ApiToken): contract.ApiToken {
  const { id, owner, name, purpose, expiresAtMs, revokedAtMs, createdAtMs, createdBy, declared } =
    token;
  return {
    id,
    owner,
    name,
    kind: purpose.kind,
    node: purpose.kind === 'cluster-intake' ? purpose.cluster : printNode(purpose.node),
    permissions: 'permissions' in purpose ? [...purpose.permissions] : [],
    expiresAt: instantOrNull(expiresAtMs),
    ...(purpose.kind === 'grafana-data-source' ? { background: purpose.isBackground } : {}),
    createdAt: instant(createdAtMs),
    createdBy,
    revokedAt: instantOrNull(revokedAtMs),
    declared,
  };
}
