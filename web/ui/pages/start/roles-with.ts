import { type Permission, ROLE_GRANTS, type Role } from '../../../../platform/tenancy/roles.ts';

/** Roles that hold a permission, somewhere at least; system roles come first. */
export function rolesWith(permission: Permission): readonly Role[] {
  // The keys of the table are the roles, by its type.
  return (Object.keys(ROLE_GRANTS) as Role[]).filter((role) => {
    const { everywhere, within } = ROLE_GRANTS[role];
    return everywhere.includes(permission) || within?.permissions.includes(permission) === true;
  });
}
