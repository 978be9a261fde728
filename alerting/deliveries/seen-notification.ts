import { environmentKeyOf } from '../incidents/incident-row.ts';
import { alertsOf, type Notification, onlyAlerts } from '../notify/notification.ts';

/**
 * What of a message somebody may see.
 * @param maySee of an incident by its environment's key; null: of none
 * @returns null: nothing
 */
export function seenNotification(
  notification: Notification,
  maySee: (environmentKey: string | null) => boolean,
): Notification | null {
  const seen = alertsOf(notification).filter((alert) => maySee(environmentKeyOf(alert)));
  if (seen.length === 0) return null;
  const ids = new Set(seen.map(({ incidentId }) => incidentId));
  return onlyAlerts(notification, ({ incidentId }) => ids.has(incidentId));
}
