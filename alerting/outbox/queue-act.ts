import type { ActLine } from '../incidents/acts/incident-act.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { notificationOf } from '../notify/notification-of.ts';
import type { DeliveryDraft } from './delivery-sql.ts';
import {
  deliveryIncident,
  deliveryTo,
  lineOf,
  type MessageContext,
  queuedLine,
  refusedLine,
} from './message-to.ts';

/** What people did makes: lines of the timeline, and messages. */
export interface QueuedAct {
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
}

const NOTHING: QueuedAct = { events: [], deliveries: [] };

/**
 * gate -> outbox: an acknowledgement and a note are told, at once and alone, to every channel that was
 * told of the incident. Nothing holds them back: they say that nobody else need do anything.
 */
export function queueAct(incident: Incident, line: ActLine, context: MessageContext): QueuedAct {
  const { kind: purpose, author, detail: text } = line;
  if (purpose !== 'acknowledged' && purpose !== 'note') return NOTHING;
  const { nowMs } = context;
  const notification = {
    ...notificationOf(incident, purpose, null, nowMs),
    said: { by: author.authorName, text },
  };
  const about = { incidents: [deliveryIncident(incident, purpose)], groupId: null };
  const events: EventDraft[] = [];
  const deliveries: DeliveryDraft[] = [];
  for (const channelId of incident.notifiedChannels) {
    const made = deliveryTo(channelId, notification, about, context);
    if (made.kind === 'refused') {
      events.push(lineOf(incident, nowMs, refusedLine(channelId, made)));
      continue;
    }
    deliveries.push(made.delivery);
    events.push(lineOf(incident, nowMs, queuedLine(made.delivery, purpose, 'firing_queued')));
  }
  return { events, deliveries };
}
