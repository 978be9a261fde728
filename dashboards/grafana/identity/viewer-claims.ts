import type { JWTPayload } from 'jose';
import type { HeldOrganisation } from '../proxy/decide-view.ts';

/** What Grafana is told of the one who looks. */
export interface Viewer {
  /** ULID: the login in Grafana, which nobody else has or ever had. */
  readonly id: string;
  readonly displayName: string;
}

export type GrafanaRole = 'Viewer' | 'Editor';

export const AUDIENCE = 'grafana';

export function roleIn({ mayWrite }: Pick<HeldOrganisation, 'mayWrite'>): GrafanaRole {
  return mayWrite ? 'Editor' : 'Viewer';
}

/**
 * The claims of one request: who, in which organisation, as what. No e-mail address: Grafana would take
 * whoever has the same for the same person.
 * @param issuer our public URL
 */
export function viewerClaims(
  viewer: Viewer,
  held: Pick<HeldOrganisation, 'organisation' | 'mayWrite'>,
  {
    issuer,
    nowMs,
    lifetimeMs,
  }: { readonly issuer: string; readonly nowMs: number; readonly lifetimeMs: number },
): JWTPayload {
  const nowS = Math.floor(nowMs / 1_000);
  const role = roleIn(held);
  return {
    iss: issuer,
    aud: AUDIENCE,
    sub: viewer.id,
    name: viewer.displayName,
    // For the clock of another machine.
    nbf: nowS - 30,
    iat: nowS,
    exp: nowS + Math.floor(lifetimeMs / 1_000),
    org: held.organisation,
    role,
    orgs: [`${held.organisation}-${role.toLowerCase()}`],
  };
}
