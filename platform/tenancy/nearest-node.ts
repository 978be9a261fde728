import type { Directory } from './directory.ts';
import type { NodePath } from './scope-name.ts';

/** The node itself, or what is left above it when it is gone; null when its tenant is gone too. */
export function nearestNode(directory: Directory, node: NodePath): NodePath | null {
  const { tenant, project } = node;
  const path = [
    node,
    { tenant, project, environment: null },
    { tenant, project: null, environment: null },
  ];
  return path.find((candidate) => directory.has(candidate)) ?? null;
}
