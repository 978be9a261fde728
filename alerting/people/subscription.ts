/** What somebody wants to hear of without being named. */
export interface Subscription {
  readonly userId: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** `tenant`, `tenant.project`, `tenant.project.environment`, or `_platform`. */
  readonly node: string;
  /** Empty: every severity. */
  readonly severities: readonly string[];
  readonly inbox: boolean;
  readonly mail: boolean;
}

/** What a subscription looks at. */
export interface Followable {
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
  readonly severity: string;
}

/** Whether the incident lies within what is subscribed to. What ends is told to whom it was told. */
export function isFollowed(
  { owner, node, severities }: Pick<Subscription, 'owner' | 'node' | 'severities'>,
  incident: Followable,
): boolean {
  if (owner !== incident.owner) return false;
  if (severities.length > 0 && !severities.includes(incident.severity)) return false;
  if (node === owner) return true;
  const place = [owner, incident.project, incident.environment].filter((part) => part !== null);
  return `${place.join('.')}.`.startsWith(`${node}.`);
}
