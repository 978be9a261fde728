import type { Backend } from '../../platform/tenancy/cluster-backend.ts';

/** Headers whose value decides, at the backends that know them, whose data is read. */
export const TENANCY_HEADERS: ReadonlySet<string> = new Set(['x-scope-orgid', 'thanos-tenant']);

/**
 * Equal for registrations that read the same data: clusters of one key need a cluster label to be
 * told apart. That is the URL, since other credentials need not mean other data, and what a fixed
 * tenancy header says.
 */
export function backendKey({ url, auth }: Pick<Backend, 'url' | 'auth'>): string {
  if (auth.kind !== 'header') return url;
  const name = auth.name.toLowerCase();
  return TENANCY_HEADERS.has(name) ? `${url} ${name}=${auth.value}` : url;
}
