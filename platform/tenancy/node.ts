import { type NodePath, PLATFORM, parseNodePath, printNodePath } from './scope-name.ts';

// A node of the tenancy is a path, or null for the platform above all tenants.

/** The node of an owner: the tenant, or null for `_platform`. */
export function ownerNode(owner: string): NodePath | null {
  return owner === PLATFORM ? null : { tenant: owner, project: null, environment: null };
}

/** Who owns what hangs on a node: its tenant, or `_platform`. */
export function ownerOfNode(node: NodePath | null): string {
  return node === null ? PLATFORM : node.tenant;
}

/** `_platform` or `tenant[.project[.environment]]`. */
export function printNode(node: NodePath | null): string {
  return node === null ? PLATFORM : printNodePath(node);
}

/** Reads what `printNode` prints; undefined for anything else. */
export function parseNode(text: string): NodePath | null | undefined {
  return text === PLATFORM ? null : parseNodePath(text);
}
