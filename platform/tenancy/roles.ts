/** What a route can ask for. Routes ask for permissions, never for role names. */
export const PERMISSIONS = [
  'metrics:read',
  'metrics:write',
  'logs:read',
  'logs:write',
  'audit:read',
  'rules:read',
  'rules:write',
  'channels:read',
  'channels:write',
  'silences:read',
  'silences:write',
  'incidents:read',
  'incidents:ack',
  'dashboards:read',
  'dashboards:write',
  'collectors:read',
  'collectors:write',
  'tokens:write',
  'members:read',
  'members:write',
  'tenancy:read',
  'tenancy:write',
  'clusters:read',
  'clusters:write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Roles by the level they are bound at. */
export const ROLES_BY_LEVEL = {
  system: ['system-admin', 'system-member'],
  tenant: ['tenant-admin', 'tenant-member'],
  project: ['project-admin', 'project-dev', 'project-test', 'project-ops'],
  environment: ['environment-admin', 'environment-member'],
} as const;

export type RoleLevel = keyof typeof ROLES_BY_LEVEL;
export type Role = (typeof ROLES_BY_LEVEL)[RoleLevel][number];

const READ: readonly Permission[] = [
  'metrics:read',
  'logs:read',
  'rules:read',
  'channels:read',
  'silences:read',
  'incidents:read',
  'dashboards:read',
  'collectors:read',
  'tenancy:read',
  'members:read',
];

const OPERATE: readonly Permission[] = [
  'rules:write',
  'silences:write',
  'incidents:ack',
  'dashboards:write',
  'collectors:write',
];

const ADMINISTER: readonly Permission[] = [
  'channels:write',
  'tokens:write',
  'members:write',
  'metrics:write',
  'logs:write',
];

/** Who did what is for those who answer for a place, and for nobody whose role is to look or to work. */
const WITHIN_TENANT: readonly Permission[] = [
  ...READ,
  'audit:read',
  ...OPERATE,
  ...ADMINISTER,
  'tenancy:write',
];

/** Kinds of environment; project roles change only some of them. */
export const ENVIRONMENT_KINDS = ['dev', 'test', 'prod'] as const;
export type EnvironmentKind = (typeof ENVIRONMENT_KINDS)[number];

/**
 * What a role allows on the node it is bound to and everything below it.
 * `everywhere` holds in every environment; `within` holds only in environments of those kinds
 * (project test changes test environments, project dev dev environments, ops all).
 */
export interface RoleGrant {
  readonly everywhere: readonly Permission[];
  readonly within?: {
    readonly kinds: readonly EnvironmentKind[];
    readonly permissions: readonly Permission[];
  };
}

export const ROLE_GRANTS: Readonly<Record<Role, RoleGrant>> = {
  'system-admin': { everywhere: PERMISSIONS },
  'system-member': { everywhere: [...READ, 'clusters:read'] },
  'tenant-admin': { everywhere: WITHIN_TENANT },
  'tenant-member': { everywhere: READ },
  'project-admin': { everywhere: WITHIN_TENANT },
  'project-dev': { everywhere: READ, within: { kinds: ['dev'], permissions: OPERATE } },
  'project-test': { everywhere: READ, within: { kinds: ['test'], permissions: OPERATE } },
  'project-ops': { everywhere: [...READ, ...OPERATE] },
  'environment-admin': { everywhere: WITHIN_TENANT },
  'environment-member': { everywhere: READ },
};
