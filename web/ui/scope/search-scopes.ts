import type { ScopeNode } from '../../contract/session.ts';

/** One line of the scope switcher. */
export interface ScopeChoice {
  readonly scope: string;
  readonly title: string;
  /** 0 for tenants, 1 for projects, 2 for environments, 3 for one cluster of a node. */
  readonly depth: number;
}

const DEPTHS = { platform: 0, tenant: 0, project: 1, environment: 2 } as const;

/** Choices for nodes, each followed by one per cluster where it lies on several. */
export function scopeChoices(scopes: readonly ScopeNode[]): readonly ScopeChoice[] {
  return scopes.flatMap(({ path, title, level, clusters }) => {
    const depth = DEPTHS[level];
    const node = { scope: path, title, depth };
    if (clusters.length < 2) return [node];
    const perCluster = clusters.map((cluster) => ({
      scope: `${path}@${cluster}`,
      title,
      depth: depth + 1,
    }));
    return [node, ...perCluster];
  });
}

/** Choices in which every word of the text occurs, in scope or title, whatever the case. */
export function matchScopes(choices: readonly ScopeChoice[], text: string): readonly ScopeChoice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ scope, title }) => {
    const known = `${scope} ${title}`.toLowerCase();
    return words.every((word) => known.includes(word));
  });
}

/** The recent scopes that are still open, without the present one. */
export function recentChoices(
  choices: readonly ScopeChoice[],
  recent: readonly string[],
  present: string,
): readonly ScopeChoice[] {
  return recent.flatMap((scope) => {
    const choice = choices.find((each) => each.scope === scope);
    return choice === undefined || scope === present ? [] : [choice];
  });
}
