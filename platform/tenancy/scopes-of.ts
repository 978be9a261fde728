import { type Directory, type EnvironmentEntry, nodeOf } from './directory.ts';
import type { Principal } from './principal.ts';
import {
  type EnvironmentKind,
  PERMISSIONS,
  type Permission,
  ROLE_GRANTS,
  type RoleLevel,
} from './roles.ts';
import { contains, type NodePath, PLATFORM, printNodePath } from './scope-name.ts';

/** One node that a caller may name as a scope. */
export interface ScopeNode {
  /** `_platform`, `tenant`, `tenant.project` or `tenant.project.environment`. */
  readonly path: string;
  readonly title: string;
  readonly level: Exclude<RoleLevel, 'system'> | 'platform';
  /** Clusters of what the caller may see there, sorted. */
  readonly clusters: readonly string[];
  /** What the caller may do there; above environments: in at least one of them. */
  readonly permissions: readonly Permission[];
}

/** Permissions held on a node and below, perhaps only in some kinds of environment. */
interface Held {
  readonly node: NodePath | null;
  readonly kinds: readonly EnvironmentKind[] | null;
  readonly permissions: readonly Permission[];
}

/**
 * The nodes a caller may name, parents before children. A node above what the caller holds is
 * listed (naming it is narrowed to what is held below); its other children are not.
 */
export function scopesOf(directory: Directory, principal: Principal): readonly ScopeNode[] {
  const held = heldBy(principal);
  const nodes = [
    ...tenantNodes(directory),
    ...projectNodes(directory),
    ...environmentNodes(directory),
  ];
  const scopes = nodes.flatMap((node) => scopeOf(directory, held, node));
  return [...platformScope(directory, held), ...scopes.sort(byPath)];
}

/** A node of the directory, and the environments inside it. */
interface Candidate {
  readonly node: NodePath;
  readonly title: string;
  readonly level: ScopeNode['level'];
  readonly environments: readonly EnvironmentEntry[];
}

function scopeOf(
  directory: Directory,
  held: readonly Held[],
  candidate: Candidate,
): readonly ScopeNode[] {
  const { node, title, level, environments } = candidate;
  const near = held.filter(
    (one) => one.node === null || contains(one.node, node) || isBelow(directory, one.node, node),
  );
  const useful = near.filter(
    (one) => one.kinds === null || environments.some((env) => covers(one, env)),
  );
  if (useful.length === 0) return [];
  const seen = environments.filter((env) => useful.some((one) => covers(one, env)));
  const clusters = [...new Set(seen.map((env) => env.cluster))].sort();
  const permissions = permissionsOf(useful);
  return [{ path: printNodePath(node), title, level, clusters, permissions }];
}

/** What is held on a node that is gone gives nothing. */
function isBelow(directory: Directory, inner: NodePath, outer: NodePath): boolean {
  return contains(outer, inner) && directory.has(inner);
}

function covers(held: Held, environment: EnvironmentEntry): boolean {
  if (held.kinds !== null && !held.kinds.includes(environment.kind)) return false;
  return held.node === null || contains(held.node, nodeOf(environment));
}

function permissionsOf(held: readonly Held[]): readonly Permission[] {
  const all = new Set(held.flatMap((one) => one.permissions));
  return PERMISSIONS.filter((permission) => all.has(permission));
}

function platformScope(directory: Directory, held: readonly Held[]): readonly ScopeNode[] {
  const permissions = permissionsOf(held.filter((one) => one.node === null && one.kinds === null));
  if (permissions.length === 0) return [];
  const clusters = [...directory.clusters].sort();
  return [{ path: PLATFORM, title: '', level: 'platform', clusters, permissions }];
}

function heldBy(principal: Principal): readonly Held[] {
  if (principal.kind === 'token') {
    return [{ node: principal.node, kinds: null, permissions: [...principal.permissions] }];
  }
  // Data sources name scopes; they are not shown lists of them.
  if (principal.kind === 'viewer') return [];
  return principal.bindings.flatMap(({ role, node }) => {
    const { everywhere, within } = ROLE_GRANTS[role];
    const always = { node, kinds: null, permissions: everywhere };
    return within
      ? [always, { node, kinds: within.kinds, permissions: within.permissions }]
      : [always];
  });
}

function tenantNodes(directory: Directory): readonly Candidate[] {
  const inside = grouped(directory, (env) => env.tenant);
  return [...directory.tenants.values()].map(({ id, title }) => ({
    node: { tenant: id, project: null, environment: null },
    title,
    level: 'tenant',
    environments: inside.get(id) ?? [],
  }));
}

function projectNodes(directory: Directory): readonly Candidate[] {
  const inside = grouped(directory, (env) => `${env.tenant}.${env.project}`);
  return directory.projects.map(({ tenant, id, title }) => ({
    node: { tenant, project: id, environment: null },
    title,
    level: 'project',
    environments: inside.get(`${tenant}.${id}`) ?? [],
  }));
}

function environmentNodes(directory: Directory): readonly Candidate[] {
  return directory.environments.map((environment) => ({
    node: nodeOf(environment),
    title: environment.title,
    level: 'environment',
    environments: [environment],
  }));
}

function grouped(
  directory: Directory,
  keyOf: (environment: EnvironmentEntry) => string,
): ReadonlyMap<string, readonly EnvironmentEntry[]> {
  const groups = new Map<string, EnvironmentEntry[]>();
  for (const environment of directory.environments) {
    const key = keyOf(environment);
    const group = groups.get(key);
    if (group) group.push(environment);
    else groups.set(key, [environment]);
  }
  return groups;
}

/** Dots sort before all characters of names but the hyphen, so paths are compared part by part. */
function byPath(a: ScopeNode, b: ScopeNode): number {
  const left = a.path.replaceAll('.', '\u0000');
  const right = b.path.replaceAll('.', '\u0000');
  return left < right ? -1 : 1;
}
