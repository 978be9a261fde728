import { derivedUlid } from '../../platform/ids/derived-ulid.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import type { Incident } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import { incidentOf } from '../incidents/incident-row.ts';
import { alertsOf, parseNotification } from '../notify/notification.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { DeliverySql } from '../outbox/delivery-sql.ts';
import {
  deliveryIncident,
  deliveryTo,
  type KnownChannel,
  lineOf,
  queuedLine,
  refusedLine,
} from '../outbox/message-to.ts';
import type { DeliveriesTable, NotifyTables } from '../tables-notify.ts';
import type { PolicyTables } from '../tables-policies.ts';

/** What has to follow messages that are sent again. */
export interface OwedResolves {
  /** Resolves that were not sent before, oldest first: they go again. */
  readonly again: readonly DeliveriesTable[];
  /** Resolves that are queued anew. */
  readonly statements: readonly Statement[];
  readonly lines: readonly EventDraft[];
}

/** Incidents that are asked for at once. */
const AT_ONCE = 500;

/** A message that is sent again says that an incident fires. */
interface SaidToFire {
  readonly incidentId: string;
  readonly channelId: string;
  readonly deliveryId: string;
}

/**
 * Who hears again that an incident fires which is over by now hears its end too: the resolve that was
 * not sent, or else another.
 * @param rows of one owner; they are sent again
 */
export async function owedResolves(
  state: State,
  rows: readonly DeliveriesTable[],
  channel: (owner: string, id: string) => KnownChannel | undefined,
  nowMs: number,
): Promise<OwedResolves> {
  const said = latestOf(await saidToFire(state, rows));
  const over = await overOf(state, [...new Set(said.map(({ incidentId }) => incidentId))]);
  const owed = said.filter(({ incidentId }) => over.has(incidentId));
  const ids = [...new Set(owed.map(({ incidentId }) => incidentId))];
  const known = ids.length === 0 ? [] : await resolvesOf(state, ids);
  const waiting = ids.length === 0 ? new Set<string>() : await waitingEnds(state, ids);
  const again = new Map<string, DeliveriesTable>();
  const fresh: (SaidToFire & { readonly incident: Incident })[] = [];
  for (const one of owed) {
    const incident = over.get(one.incidentId);
    const key = keyOf(one);
    if (incident === undefined || waiting.has(key)) continue;
    const last = known.filter(({ of, row }) => of === key && row.id > one.deliveryId).at(-1)?.row;
    if (last === undefined) fresh.push({ ...one, incident });
    else if (last.state === 'sent' || last.digest_id !== null) fresh.push({ ...one, incident });
    else if (last.state === 'dropped' || last.state === 'not_sent') again.set(last.id, last);
  }
  const replayed = new Set(rows.map(({ id }) => id));
  return {
    again: [...again.values()].filter(({ id }) => !replayed.has(id)),
    ...queued(state, fresh, channel, nowMs),
  };
}

/** Resolves that were never queued, or that went out before. */
function queued(
  state: State,
  fresh: readonly (SaidToFire & { readonly incident: Incident })[],
  channel: (owner: string, id: string) => KnownChannel | undefined,
  nowMs: number,
): Pick<OwedResolves, 'statements' | 'lines'> {
  const made = fresh.map(({ incident, channelId, deliveryId }) => {
    const notification = notificationOf(incident, 'resolved', null, nowMs);
    const about = { incidents: [deliveryIncident(incident, 'resolved')], groupId: null };
    const newId = () => derivedUlid(nowMs, `end of ${incident.id} after ${deliveryId}`);
    const message = deliveryTo(channelId, notification, about, { nowMs, channel, newId });
    const line =
      message.kind === 'refused'
        ? refusedLine(channelId, message)
        : queuedLine(message.delivery, 'resolved', 'replayed');
    return { message, line: lineOf(incident, nowMs, line) };
  });
  const deliveries = made.flatMap(({ message }) =>
    message.kind === 'refused' ? [] : [message.delivery],
  );
  return {
    statements: new DeliverySql(state.dialect).insert(deliveries),
    lines: made.map(({ line }) => line),
  };
}

async function saidToFire(
  state: State,
  rows: readonly DeliveriesTable[],
): Promise<readonly SaidToFire[]> {
  const several = new Map(
    rows.filter(({ incidents }) => Number(incidents) > 1).map((row) => [row.id, row]),
  );
  const listed = rows.flatMap((row) =>
    alertsOf(parseNotification(row.payload))
      .filter(({ status }) => status === 'firing')
      .map(({ incidentId }) => ({ incidentId, channelId: row.channel_id, deliveryId: row.id })),
  );
  if (several.size === 0) return listed;
  // A message lists its first incidents only.
  const parts = await state.all(
    builderFor<NotifyTables>(state.dialect)
      .selectFrom('delivery_incidents')
      .select(['incident_id', 'channel_id', 'delivery_id'])
      .where('delivery_id', 'in', [...several.keys()])
      .where('purpose', '!=', 'resolved')
      .compile(),
  );
  const others = parts.map((part) => ({
    incidentId: part.incident_id,
    channelId: part.channel_id,
    deliveryId: part.delivery_id,
  }));
  return [...listed, ...others];
}

/** Of each incident and channel the last message. */
function latestOf(said: readonly SaidToFire[]): readonly SaidToFire[] {
  const latest = new Map<string, SaidToFire>();
  for (const one of said) {
    const other = latest.get(keyOf(one));
    if (other === undefined || other.deliveryId < one.deliveryId) latest.set(keyOf(one), one);
  }
  return [...latest.values()];
}

function keyOf({ incidentId, channelId }: Pick<SaidToFire, 'incidentId' | 'channelId'>): string {
  return `${incidentId}/${channelId}`;
}

async function overOf(state: State, ids: readonly string[]) {
  const over = new Map<string, Incident>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const query = builderFor<NotifyTables>(state.dialect)
      .selectFrom('incidents')
      .selectAll()
      .where('id', 'in', ids.slice(at, at + AT_ONCE))
      .where('status', '=', 'resolved');
    for (const row of await state.all(query.compile())) over.set(row.id, incidentOf(row));
  }
  return over;
}

/** Messages that say that these incidents are over, by their ids. */
async function resolvesOf(state: State, ids: readonly string[]) {
  const db = builderFor<NotifyTables>(state.dialect);
  const found: { readonly of: string; readonly row: DeliveriesTable }[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const alone = db
      .selectFrom('deliveries')
      .selectAll()
      .where('incident_id', 'in', some)
      .where('incidents', '=', 1)
      .where('purpose', '=', 'resolved');
    const together = db
      .selectFrom('delivery_incidents')
      .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
      .selectAll('deliveries')
      .select('delivery_incidents.incident_id as about')
      .where('delivery_incidents.incident_id', 'in', some)
      .where('delivery_incidents.purpose', '=', 'resolved');
    for (const row of await state.all(alone.compile())) {
      found.push({ of: keyOf({ incidentId: row.incident_id, channelId: row.channel_id }), row });
    }
    for (const { about, ...row } of await state.all(together.compile())) {
      found.push({ of: keyOf({ incidentId: about, channelId: row.channel_id }), row });
    }
  }
  return found.sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
}

/** Ends that wait with their groups: they come of themselves. */
async function waitingEnds(state: State, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const waiting = new Set<string>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const query = builderFor<PolicyTables>(state.dialect)
      .selectFrom('message_clocks')
      .select(['incident_id', 'channel_id'])
      .where('incident_id', 'in', ids.slice(at, at + AT_ONCE))
      .where('purpose', '=', 'resolved');
    for (const row of await state.all(query.compile())) {
      waiting.add(keyOf({ incidentId: row.incident_id, channelId: row.channel_id }));
    }
  }
  return waiting;
}
