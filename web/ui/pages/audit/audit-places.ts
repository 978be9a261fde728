import type { Permission } from '../../../../platform/tenancy/roles.ts';
import type { ScopeNode } from '../../../contract/session.ts';

const READ: Permission = 'audit:read';

/**
 * How much of a scope's audit the reader may see: the service shows it where the permission is held
 * on all of the scope. `some` names the widest places of it where that is so.
 */
export type AuditPlaces =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly places: readonly string[] }
  | { readonly kind: 'none' };

/** @param cluster of the scope, when it names one */
export function auditPlaces(
  scopes: readonly ScopeNode[],
  node: ScopeNode,
  cluster: string | undefined,
): AuditPlaces {
  if (!node.permissions.includes(READ)) return { kind: 'none' };
  if (node.level === 'platform') return { kind: 'all' };
  const environments = scopes.filter(
    ({ level, path, clusters }) =>
      level === 'environment' &&
      isWithin(path, node.path) &&
      (cluster === undefined || clusters.includes(cluster)),
  );
  if (environments.every(mayRead)) return { kind: 'all' };
  const whole = scopes.filter(
    ({ path, level }) =>
      level !== 'platform' &&
      path !== node.path &&
      isWithin(path, node.path) &&
      isWhole(environments, path),
  );
  const places = whole
    .map(({ path }) => path)
    .filter((path) => !whole.some((other) => other.path !== path && isWithin(path, other.path)));
  return places.length === 0 ? { kind: 'none' } : { kind: 'some', places };
}

function isWhole(environments: readonly ScopeNode[], path: string): boolean {
  const inside = environments.filter((each) => isWithin(each.path, path));
  return inside.length > 0 && inside.every(mayRead);
}

const mayRead = ({ permissions }: ScopeNode) => permissions.includes(READ);

const isWithin = (path: string, outer: string) => path === outer || path.startsWith(`${outer}.`);
