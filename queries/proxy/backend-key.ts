import type { Backend, BackendKind } from '../../platform/tenancy/cluster-backend.ts';

/** Headers whose value decides whose data is read, at backends that know them. */
const TENANCY_HEADERS: ReadonlySet<string> = new Set(['x-scope-orgid', 'thanos-tenant']);
const WITH_TENANTS: ReadonlySet<BackendKind> = new Set(['mimir', 'thanos', 'loki']);

/**
 * Equal for registrations that read the same data: clusters of one key need a cluster label to be
 * told apart. That is the URL, since other credentials need not mean other data, and what a fixed
 * tenancy header says to a backend that has tenants.
 */
export function backendKey({ kind, url, auth }: Pick<Backend, 'kind' | 'url' | 'auth'>): string {
  if (auth.kind !== 'header' || !WITH_TENANTS.has(kind)) return url;
  const name = auth.name.toLowerCase();
  return TENANCY_HEADERS.has(name) ? `${url} ${name}=${auth.value}` : url;
}
