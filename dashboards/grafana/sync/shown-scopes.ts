import type { Directory, EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { nodeOf } from '../../../platform/tenancy/directory.ts';
import { contains, parseNodePath } from '../../../platform/tenancy/scope-name.ts';
import type { ShownScope } from '../provision/data-source-spec.ts';

/**
 * The tenant as a whole, then the nodes that it has chosen and that there still are, each with the
 * clusters that it lies on.
 */
export function shownScopes(
  directory: Directory,
  owner: string,
  chosen: readonly string[],
): readonly ShownScope[] {
  const own = directory.environments.filter(({ tenant }) => tenant === owner);
  const nodes = [owner, ...chosen.filter((one) => one !== owner)];
  return nodes.flatMap((text) => {
    const node = parseNodePath(text);
    if (node === undefined || node.tenant !== owner || !directory.has(node)) return [];
    return [{ node: text, clusters: clustersOf(own.filter((one) => contains(node, nodeOf(one)))) }];
  });
}

function clustersOf(environments: readonly EnvironmentEntry[]): readonly string[] {
  return [...new Set(environments.map(({ cluster }) => cluster))].sort();
}
