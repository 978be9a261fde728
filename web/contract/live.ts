import { type Static, Type } from 'typebox';
import { Incident, IncidentEvent } from './incidents.ts';

/**
 * Messages of `GET /api/v1/live?owner=acme[&since=123]` (WebSocket, session cookie or bearer token,
 * Origin checked at upgrade). The server speaks; a client only answers pings.
 *
 * - `hello`: first; `position` is where the stream stands. `resumed` false means that `since` is
 *   unknown or too old and lists must be fetched anew.
 * - `incident`: an incident changed; carries its state and the event that changed it. Coalesced:
 *   several changes of one incident within a batch arrive as the last state with all events.
 * - `notification`: a websocket channel speaks to the people of the tenant (shown as a toast).
 */
export const LiveMessage = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    position: Type.Integer(),
    resumed: Type.Boolean(),
  }),
  Type.Object({
    type: Type.Literal('incident'),
    position: Type.Integer(),
    incident: Incident,
    events: Type.Array(IncidentEvent),
  }),
  Type.Object({
    type: Type.Literal('notification'),
    deliveryId: Type.String(),
    channelName: Type.String(),
    reason: Type.String(),
    title: Type.String(),
    text: Type.String(),
    severity: Type.String(),
    status: Type.String(),
    incidentId: Type.String(),
  }),
]);
export type LiveMessage = Static<typeof LiveMessage>;
