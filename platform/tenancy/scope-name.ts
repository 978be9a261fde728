import { isDnsLabel } from '../model/dns-label.ts';

/** Name of the scope that only system roles hold; not a DNS label, so no tenant can have it. */
export const PLATFORM = '_platform';

/** A tenant, or a project or environment below it. */
export interface NodePath {
  readonly tenant: string;
  readonly project: string | null;
  readonly environment: string | null;
}

/** A wish: the widest set of pairs a request may touch. `cluster` narrows it to one cluster. */
export type ScopeName =
  | { readonly kind: 'platform'; readonly cluster: string | null }
  | { readonly kind: 'node'; readonly node: NodePath; readonly cluster: string | null };

/**
 * Parses `tenant`, `tenant.project`, `tenant.project.environment` or `_platform`, each optionally
 * followed by `@cluster`.
 * @returns undefined when the text is not of that form.
 */
export function parseScopeName(text: string): ScopeName | undefined {
  const [path = '', cluster, ...rest] = text.split('@');
  if (rest.length > 0) return undefined;
  if (cluster !== undefined && !isDnsLabel(cluster)) return undefined;
  if (path === PLATFORM) return { kind: 'platform', cluster: cluster ?? null };
  const node = parseNodePath(path);
  return node && { kind: 'node', node, cluster: cluster ?? null };
}

/** Parses `tenant[.project[.environment]]`; undefined when it is not of that form. */
export function parseNodePath(text: string): NodePath | undefined {
  const parts = text.split('.');
  const [tenant, project, environment] = parts;
  if (parts.length > 3 || !tenant || !parts.every(isDnsLabel)) return undefined;
  return { tenant, project: project ?? null, environment: environment ?? null };
}

/** `acme.shop.prod` for the node of that environment. */
export function printNodePath(node: NodePath): string {
  return [node.tenant, node.project, node.environment].filter((part) => part !== null).join('.');
}

export function printScopeName(name: ScopeName): string {
  const path = name.kind === 'platform' ? PLATFORM : printNodePath(name.node);
  return name.cluster === null ? path : `${path}@${name.cluster}`;
}

/** True when `inner` is `outer` itself or lies below it. */
export function contains(outer: NodePath, inner: NodePath): boolean {
  if (outer.tenant !== inner.tenant) return false;
  if (outer.project === null) return true;
  if (outer.project !== inner.project) return false;
  return outer.environment === null || outer.environment === inner.environment;
}
