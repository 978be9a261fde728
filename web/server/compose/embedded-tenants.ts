import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';

/**
 * Whether questions of a tenant may go to the embedded stores: those are answered in the process that
 * holds them, all of a tenant in one place so that its limits stay exact.
 */
export function embeddedTenants(
  directories: Pick<DirectorySource, 'current' | 'clusters'>,
): (tenant: string) => boolean {
  let of: Directory | null = null;
  let ofClusters: ReadonlyMap<string, ClusterSettings> | null = null;
  let tenants: ReadonlySet<string> = new Set();
  return (tenant) => {
    const directory = directories.current();
    const clusters = directories.clusters();
    if (directory !== of || clusters !== ofClusters) {
      of = directory;
      ofClusters = clusters;
      tenants = withEmbedded(directory, clusters);
    }
    return tenants.has(tenant);
  };
}

function withEmbedded(
  { environments }: Directory,
  clusters: ReadonlyMap<string, ClusterSettings>,
): ReadonlySet<string> {
  const embedded = [...clusters.values()].filter(
    ({ metrics, logs }) => metrics?.kind === 'embedded' || logs?.kind === 'embedded',
  );
  const ids = new Set(embedded.map(({ id }) => id));
  const owners = environments.filter(({ cluster }) => ids.has(cluster)).map(({ tenant }) => tenant);
  return new Set([...owners, ...(ids.size > 0 ? [PLATFORM] : [])]);
}
