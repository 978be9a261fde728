import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { LogSpec } from '../log-spec.ts';

/** The cluster that a spec lies on; null when its environment is gone. */
export function clusterOf({ scope }: LogSpec, directory: Directory): string | null {
  if (scope.kind === 'platform') return scope.cluster;
  return directory.environmentAt(scope.node)?.cluster ?? null;
}
