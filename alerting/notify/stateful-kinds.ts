import type { DestinationKind } from './channel-kind.ts';
import { CHANNEL_KINDS } from './channel-kinds.ts';

/** Whether receivers of the kind keep an incident of their own for each of ours: nothing is told there in groups. */
export function isStatefulKind(kind: DestinationKind): boolean {
  return CHANNEL_KINDS.some(({ name, isStateful }) => name === kind && isStateful === true);
}
