/** Who looks at a dashboard, and as a member of what: Grafana's `$__user` and `$__org`. */
export interface Looker {
  /** The tenant of the scope, or `_platform`; the name is as people call it. */
  readonly org: { readonly id: string; readonly name: string };
  readonly user: {
    readonly id: string;
    /** What is typed to sign in. */
    readonly login: string;
    /** Null for a person without one. */
    readonly email: string | null;
  };
}

/** By name without `$`; empty where nobody is known to look, such as at what is embedded elsewhere. */
export function lookerVariables(
  looker: Looker | undefined,
): readonly (readonly [string, string])[] {
  if (looker === undefined) return [];
  const { org, user } = looker;
  return [
    ['__org', org.id],
    ['__org.id', org.id],
    ['__org.name', org.name],
    ['__user', user.id],
    ['__user.id', user.id],
    ['__user.login', user.login],
    ['__user.email', user.email ?? ''],
  ];
}
