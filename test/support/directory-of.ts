import { Directory } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';

/** What a directory holds, in few words. */
export interface DirectoryParts {
  /** `acme.shop.prod` to `cluster/namespace`; their tenants and projects are there. */
  readonly environments: Readonly<Record<string, string>>;
  /** Tenants beside those. */
  readonly tenants?: readonly string[];
  /** Default: those of the environments. */
  readonly clusters?: readonly string[];
  /** From when on environments may read, by `cluster/namespace`; others: all there is. */
  readonly readableFrom?: Readonly<Record<string, number>>;
  /** Default 1. */
  readonly version?: number;
}

export function directoryOf(parts: DirectoryParts): Directory {
  const environments = Object.entries(parts.environments).map(([path, pair]) => {
    const [tenant = '', project = '', id = ''] = path.split('.');
    const [cluster = '', namespace = ''] = pair.split('/');
    const place = { cluster, namespace, kind: 'prod' as const };
    const readableFromMs = parts.readableFrom?.[pair] ?? null;
    return { tenant, project, id, title: '', ...place, bornAtMs: 0, readableFromMs };
  });
  const tenants = new Set([...environments.map(({ tenant }) => tenant), ...(parts.tenants ?? [])]);
  const clusters = parts.clusters ?? [...new Set(environments.map(({ cluster }) => cluster))];
  return new Directory(parts.version ?? 1, {
    tenants: [...tenants].map((id) => ({
      id,
      title: '',
      timeZone: 'UTC',
      language: 'en',
      severities: ['critical'],
    })),
    projects: environments.map(({ tenant, project }) => ({ tenant, id: project, title: '' })),
    environments,
    clusters,
  });
}

/** All that lies in the named scope, whoever asks. */
export function scopeIn(directory: Directory, text: string): Scope {
  const name = parseScopeName(text);
  if (!name) throw new Error(`${text} names no scope`);
  return scopeOfRule(directory, name);
}
