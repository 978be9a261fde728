import type { TenantHeader } from '../../platform/tenancy/cluster.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { RuleFile } from './rule-sink.ts';
import type { RulerTenant } from './ruler-client.ts';

export type TenantOfRule =
  | { readonly kind: 'tenant'; readonly tenant: RulerTenant }
  | { readonly kind: 'refused'; readonly reason: string };

/** In which tenant of the ruler a rule lives: the one whose series or streams it reads. */
export function tenantOfRule(
  header: TenantHeader | null,
  { owner, namespaces }: Pick<RuleFile, 'owner' | 'namespaces'>,
): TenantOfRule {
  if (header === null) return { kind: 'tenant', tenant: null };
  if (owner === '_platform') {
    return header.platform === null
      ? refused(`the platform has no value of ${header.name} on the cluster`)
      : { kind: 'tenant', tenant: header.platform };
  }
  if (header.value === 'tenant') return { kind: 'tenant', tenant: owner };
  const [only, ...others] = namespaces;
  if (only === undefined || others.length > 0) {
    return refused(
      `the ruler keeps namespaces apart (${header.name}) and evaluates a rule in one of them: narrow the rule to one environment`,
    );
  }
  return { kind: 'tenant', tenant: only };
}

/** Every tenant of the ruler in which rules of the cluster may be. */
export function tenantsOn(
  header: TenantHeader | null,
  cluster: string,
  directory: Directory,
): readonly RulerTenant[] {
  if (header === null) return [null];
  const here = directory.environments.filter((pair) => pair.cluster === cluster);
  const values = new Set(here.map((pair) => pair[header.value]));
  if (header.platform !== null) values.add(header.platform);
  return [...values].sort();
}

function refused(reason: string): TenantOfRule {
  return { kind: 'refused', reason };
}
