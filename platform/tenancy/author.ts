import type { Principal } from './principal.ts';

/** Who has changed something, as its history keeps it: a user or a token. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/** Whoever looks through a data source of Grafana is the author, not its token. */
export function authorOf(principal: Principal): Author {
  const { id, name } = principal.kind === 'viewer' ? (principal.user ?? principal) : principal;
  return { id, name };
}
