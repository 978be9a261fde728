import { type Static, Type } from 'typebox';
import { Instant, Revision } from './common.ts';
import { Incident, IncidentEvent } from './incidents.ts';
import { RuleStatus } from './rules.ts';

const Topic = Type.Union([
  Type.Literal('incidents'),
  Type.Literal('deliveries'),
  Type.Literal('rules'),
]);
export type LiveTopic = Static<typeof Topic>;

const Start = Type.Union([
  Type.Literal('resumed'),
  Type.Literal('reset'),
  Type.Literal('snapshot'),
  Type.Literal('continues'),
]);

/** From where each topic is told: everything since `since`, from now on (fetch lists anew), or all of it first. */
const Topics = Type.Object({
  incidents: Type.Optional(Start),
  deliveries: Type.Optional(Start),
  rules: Type.Optional(Start),
});

/** How a rule does: the word over all its clusters, and how it does on each. */
export const RuleLiveItem = Type.Object({
  id: Type.String(),
  revision: Revision,
  state: Type.Union([
    Type.Literal('firing'),
    Type.Literal('error'),
    Type.Literal('stale'),
    Type.Literal('pending'),
    Type.Literal('waiting'),
    Type.Literal('ok'),
    Type.Literal('disabled'),
    Type.Literal('gone'),
  ]),
  status: Type.Array(RuleStatus),
});
export type RuleLiveItem = Static<typeof RuleLiveItem>;

/** What a client of the socket says; it replaces the topics that the socket is told of. */
export const LiveRequest = Type.Object({
  type: Type.Literal('subscribe'),
  topics: Type.Array(Topic, { minItems: 1 }),
});
export type LiveRequest = Static<typeof LiveRequest>;

/**
 * Messages of `GET /api/v1/live?owner=acme[&ticket=…][&since=123][&topics=incidents,rules]` (WebSocket; a
 * single-use ticket, which a session needs, or a token in the header; Origin checked at upgrade). A client
 * answers pings, and may name other topics with a `LiveRequest`.
 *
 * - `hello`: first; `position` is where the stream stands. `resumed` false means that `since` is
 *   unknown or too old and lists must be fetched anew.
 * - `subscribed`: the answer to a `LiveRequest`.
 * - `incident` (topic `incidents`): an incident changed; carries its state and the event that changed it.
 *   Coalesced: several changes of one incident within a batch arrive as the last state with all events.
 * - `delivery` (topic `deliveries`): what became of a message, with the line of the timeline that says so.
 *   `failed` is tried again, `dead` is not. Several changes within a batch arrive as the last one.
 * - `rules` (topic `rules`): how rules do. First all of them, then those that do otherwise than before, each
 *   as it is then; `left` says how many are still to come.
 * - `notification` (topic `incidents`): a websocket channel speaks to the people of the tenant (shown as a toast).
 */
export const LiveMessage = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    position: Type.Integer(),
    resumed: Type.Boolean(),
    topics: Topics,
  }),
  Type.Object({ type: Type.Literal('subscribed'), topics: Topics }),
  Type.Object({
    type: Type.Literal('incident'),
    position: Type.Integer(),
    incident: Incident,
    events: Type.Array(IncidentEvent),
  }),
  Type.Object({
    type: Type.Literal('delivery'),
    position: Type.Integer(),
    deliveryId: Type.String(),
    state: Type.Union([
      Type.Literal('queued'),
      Type.Literal('delivered'),
      Type.Literal('failed'),
      Type.Literal('dead'),
      Type.Literal('not_sent'),
    ]),
    event: IncidentEvent,
  }),
  Type.Object({
    type: Type.Literal('rules'),
    left: Type.Integer({ minimum: 0 }),
    items: Type.Array(RuleLiveItem),
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
    count: Type.Optional(
      Type.Integer({ description: 'How many incidents it is about, this one too; left out: one' }),
    ),
  }),
]);
export type LiveMessage = Static<typeof LiveMessage>;

/** Opens one socket, of whoever asked for it, within half a minute. */
export const LiveTicket = Type.Object({ ticket: Type.String(), expiresAt: Instant });
