import type { DestinationKind } from './channel-kind.ts';

/** Kinds whose receivers keep an incident of their own for each of ours: nothing is told there in groups. */
const STATEFUL: ReadonlySet<DestinationKind> = new Set<DestinationKind>(['pagerduty']);

export function isStatefulKind(kind: DestinationKind): boolean {
  return STATEFUL.has(kind);
}
