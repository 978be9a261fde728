import type { Members } from '../../../dashboards/grafana/sync/keep-members.ts';
import { holds, holdsWithin } from '../../../platform/tenancy/authorize.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
import type { Binding, Principal } from '../../../platform/tenancy/principal.ts';
import { roleBindingOf } from '../../../platform/tenancy/role-binding-sql.ts';
import type { TenancyContext } from '../../../platform/tenancy/tenancy-context.ts';
import { storedUserOf } from '../../../platform/tenancy/user-sql.ts';

/**
 * Who may look into the Grafana of a tenant: whoever may read dashboards somewhere in it, by login there:
 * the id (`viewerClaims`) in lower case. Rejects with AppError `unavailable`.
 */
export async function grafanaMembers(
  { reader, sql, commits }: TenancyContext,
  owner: string,
): Promise<Members> {
  const [bindings, users] = await Promise.all([
    reader.all(sql.bindings.all()),
    reader.all(sql.users.all()),
  ]);
  const held = new Map<string, Binding[]>();
  for (const row of bindings) {
    const binding = roleBindingOf(row);
    if (binding === undefined) continue;
    held.set(binding.user, [...(held.get(binding.user) ?? []), binding]);
  }
  const directory = commits.current();
  const node = ownerNode(owner);
  const members = new Map<string, 'Viewer' | 'Editor'>();
  for (const { id, name, disabled } of users.map(storedUserOf)) {
    const principal: Principal = { kind: 'user', id, name, bindings: held.get(id) ?? [] };
    if (disabled || !holdsWithin(directory, principal, node, 'dashboards:read')) continue;
    const mayWrite = holds(directory, principal, node, 'dashboards:write');
    members.set(id.toLowerCase(), mayWrite ? 'Editor' : 'Viewer');
  }
  return members;
}

/** Tenants into whose Grafana a user may look now. Rejects with AppError `unavailable`. */
export async function grafanaTenantsOf(
  { reader, sql, commits }: TenancyContext,
  user: string,
): Promise<ReadonlySet<string>> {
  const [rows, users] = await Promise.all([
    reader.all(sql.bindings.all()),
    reader.all(sql.users.all()),
  ]);
  const found = users.map(storedUserOf).find(({ id }) => id === user);
  if (found === undefined || found.disabled) return new Set();
  const bindings = rows.map(roleBindingOf).filter((one) => one?.user === user);
  const held = bindings.filter((one) => one !== undefined);
  const principal: Principal = { kind: 'user', id: user, name: found.name, bindings: held };
  const directory = commits.current();
  const isOpen = (owner: string) =>
    holdsWithin(directory, principal, ownerNode(owner), 'dashboards:read');
  return new Set([...directory.tenants.keys()].filter(isOpen));
}
