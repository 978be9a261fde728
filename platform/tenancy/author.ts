import type { Principal } from './principal.ts';

/** Who has changed something, as its history keeps it: a user or a token. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/**
 * Whoever looks through a data source of Grafana is the author, with the token through which it came: what
 * says who looks is Grafana's word. E.g. `ann (through Grafana token shop)`.
 */
export function authorOf(principal: Principal): Author {
  if (principal.kind !== 'viewer' || principal.user === null) {
    return { id: principal.id, name: principal.name };
  }
  const { id, name } = principal.user;
  return { id, name: `${name} (through Grafana token ${principal.name})` };
}
