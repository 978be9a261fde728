import { isUntilTold } from '../../intake/parse-webhook.ts';
import type { Incident } from '../incident.ts';

/**
 * Whether a person may say that an incident is over: only where its source does not go on saying that it
 * fires, so that nobody else may ever say so (notifications of an Alertmanager). Others would be back
 * with their next post.
 */
export function isResolvable({ status, levels }: Pick<Incident, 'status' | 'levels'>): boolean {
  if (status === 'resolved') return false;
  return [...levels.values()].every((level) => level.state !== 'firing' || isUntilTold(level));
}
