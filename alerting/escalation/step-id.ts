import { derivedUlid } from '../../platform/ids/derived-ulid.ts';
import type { EscalationClock } from './escalation.ts';

/** The same step makes the same message, also when it was decided on twice. */
export function idOfStep(
  { incidentId, dueAtMs, step }: EscalationClock,
  channelId: string,
): string {
  return derivedUlid(dueAtMs, `${incidentId}/${channelId}/${dueAtMs}/step ${step}`);
}
