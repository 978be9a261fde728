import type { AskedCluster } from '../backend-plan.ts';

/**
 * Whether data of a cluster is told apart by its namespace. Where a tenant label or header alone does
 * it, what another owner of a namespace left behind carries that owner's name, not ours.
 */
export function namespaceTells(clusters: readonly AskedCluster[]): (cluster: string) => boolean {
  return (id) => {
    const enforcement = clusters.find((cluster) => cluster.id === id)?.enforcement;
    if (!enforcement) return true;
    return enforcement.namespaceLabel !== null || enforcement.tenantHeader?.value === 'namespace';
  };
}
