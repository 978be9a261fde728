/** Roles by how deep the node is that they are bound to: the platform, tenant, project, environment. */
const ROLES = {
  system: ['system-admin', 'system-member'],
  tenant: ['tenant-admin', 'tenant-member'],
  project: ['project-admin', 'project-dev', 'project-test', 'project-ops'],
  environment: ['environment-admin', 'environment-member'],
} as const;

export type RoleName = (typeof ROLES)[keyof typeof ROLES][number];

const LEVELS = ['tenant', 'project', 'environment'] as const;

/** Roles that can be bound to a node, the strongest first. */
export function rolesAt(node: string): readonly RoleName[] {
  if (node === '_platform') return ROLES.system;
  return ROLES[LEVELS[node.split('.').length - 1] ?? 'environment'];
}

export function isRoleName(text: string): text is RoleName {
  return Object.values(ROLES)
    .flat()
    .some((role) => role === text);
}
