import type { OutgoingMessage } from '../channel-kind.ts';
import type { Notification } from '../notification.ts';
import type { PanelRequest } from '../panel-image.ts';

/** What is told of with a graph in chats, where a picture is a message of its own. */
const SHOWN: ReadonlySet<Notification['purpose']> = new Set([
  'firing',
  'severity_raised',
  'escalated',
  'resolved',
]);

/** What the picture of a message shows: the graph around its first incident. */
export function panelRequest({ notification, language, timeZone }: OutgoingMessage): PanelRequest {
  const { owner, incidentId, ruleId, startedAtMs, resolvedAtMs } = notification;
  return { owner, incidentId, ruleId, startedAtMs, resolvedAtMs, language, timeZone };
}

/** The same, of a message in a chat; null where a graph would show nothing, or nothing new. */
export function chatPanelRequest(message: OutgoingMessage): PanelRequest | null {
  const { isTest, ruleId, purpose } = message.notification;
  return isTest || ruleId === null || !SHOWN.has(purpose) ? null : panelRequest(message);
}
