import type { StateReader } from '../state/state.ts';
import { printNode } from './node.ts';
import { type ReferenceSource, type ReferenceTarget, referencesTo } from './references.ts';
import type { TenancySnapshot } from './tenancy-snapshot.ts';

/**
 * What the declared places are still referred to by: things of other rooms, and role bindings and
 * working tokens made through the API.
 * @returns paths of nodes, and `cluster/<id>`.
 */
export async function referencedNodes(
  options: { readonly state: StateReader; readonly references: readonly ReferenceSource[] },
  stored: TenancySnapshot,
): Promise<ReadonlySet<string>> {
  const referenced = new Set(heldNodes(stored));
  for (const { target, path } of declaredPlaces(stored)) {
    for (const { query } of referencesTo(target, options.references)) {
      const rows = await options.state.all(query);
      if (rows.length > 0) referenced.add(path);
    }
  }
  return referenced;
}

function heldNodes({ bindings, tokens }: TenancySnapshot): readonly string[] {
  const made = bindings.filter(({ declared }) => !declared);
  const working = tokens.filter(({ token }) => !token.declared && token.revokedAtMs === null);
  return [
    ...made.map(({ node }) => printNode(node)),
    ...working.flatMap(({ token: { owner, purpose } }) =>
      purpose.kind === 'cluster-intake'
        ? [`cluster/${purpose.cluster}`]
        : [owner, printNode(purpose.node)],
    ),
  ];
}

interface Place {
  readonly target: ReferenceTarget;
  readonly path: string;
}

function declaredPlaces(stored: TenancySnapshot): readonly Place[] {
  const tenants = stored.tenants.map(({ id, declared }) => ({
    declared,
    target: { kind: 'tenant', tenant: id } as const,
    path: id,
  }));
  const projects = stored.projects.map(({ tenant, id, declared }) => ({
    declared,
    target: { kind: 'project', tenant, project: id } as const,
    path: `${tenant}.${id}`,
  }));
  const environments = stored.environments.map(({ tenant, project, id, declared }) => ({
    declared,
    target: { kind: 'environment', tenant, project, environment: id } as const,
    path: `${tenant}.${project}.${id}`,
  }));
  const clusters = stored.clusters.map(({ id, declared }) => ({
    declared,
    target: { kind: 'cluster', cluster: id } as const,
    path: `cluster/${id}`,
  }));
  return [...tenants, ...projects, ...environments, ...clusters].filter(({ declared }) => declared);
}
