import type { IncidentEvent } from '../incidents/incident-event.ts';
import type { IncidentRecord } from '../incidents/incident-reader.ts';
import type { LiveNotification } from '../notify/live-hub.ts';
import type { DeliveryMessage } from './delivery-messages.ts';
import type { TopicStarts } from './live-topics.ts';

/**
 * What a live reader is told.
 * - `hello`: first; `position` is where the stream stands. `resumed` false: fetch lists anew.
 * - `incident`: its state now, with the events since the last message about it. A reader that has
 *   seen it resumes from `position` without missing anything (it may see some things twice).
 * - `delivery`: what became of a message.
 * - `notification`: a websocket channel speaks; of the topic `incidents`.
 */
export type LiveMessage =
  | {
      readonly type: 'hello';
      readonly position: number;
      readonly resumed: boolean;
      readonly topics: TopicStarts;
    }
  | DeliveryMessage
  | ({
      readonly type: 'incident';
      readonly position: number;
      readonly events: readonly IncidentEvent[];
    } & IncidentRecord)
  | ({ readonly type: 'notification' } & LiveNotification);

/** Port: the message as it goes over the wire. Called once per message, not per reader. */
export type EncodeLive = (message: LiveMessage) => string;
