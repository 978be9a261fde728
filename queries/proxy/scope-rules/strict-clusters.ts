import type { AskedCluster } from '../backend-plan.ts';
import type { StrictMode } from './metrics-scope-rules.ts';

/** Strict mode as the clusters are set: for a scope that touches a strict one. */
export function strictClusters(clusters: () => readonly AskedCluster[]): StrictMode {
  return (_, ids) =>
    clusters().some(({ id, enforcement }) => enforcement.strict && ids.includes(id));
}
