import type { Directory } from '../../platform/tenancy/directory.ts';

/**
 * Namespaces of a cluster that environments have. What asks from within the cluster tries names there
 * first, so that `api.dev` is the service `api` of `dev` before it is anybody's on the internet.
 */
export function namespacesOf({ environments }: Directory, cluster: string): ReadonlySet<string> {
  const own = environments.filter((one) => one.cluster === cluster);
  return new Set(own.map(({ namespace }) => namespace));
}

/** Whether a host that is no service by its name could be one of these namespaces. */
export function couldBeServiceOf(host: string, namespaces: ReadonlySet<string>): boolean {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  return labels.length > 1 && namespaces.has(labels.at(-1) ?? '');
}
