import { type Directory, nodeOf } from './directory.ts';
import { grantScope, type Scope } from './scope.ts';
import { contains, type ScopeName } from './scope-name.ts';

/**
 * The scope a rule runs with: every environment inside the node it names, whoever wrote it.
 * Who may write such a rule is decided by `authorize` with `rules:write` beforehand.
 * A node that is gone gives an empty scope. It never reads audit: what a rule finds is shown to people
 * who may not.
 */
export function scopeOfRule(directory: Directory, name: ScopeName): Scope {
  if (name.kind === 'platform') {
    const clusters = directory.clusters.filter(
      (cluster) => name.cluster === null || cluster === name.cluster,
    );
    return grantScope(name, [], [...clusters].sort());
  }
  const { node, cluster } = name;
  const pairs = directory.environments.filter(
    (environment) =>
      contains(node, nodeOf(environment)) && (cluster === null || environment.cluster === cluster),
  );
  return grantScope(name, pairs, [...new Set(pairs.map((pair) => pair.cluster))].sort());
}
