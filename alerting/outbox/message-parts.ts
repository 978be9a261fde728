import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type { Notification } from '../notify/notification.ts';
import { PURPOSES, type Purpose } from '../routing/route-change.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { ClaimedDelivery } from './claim-sql.ts';
import type { DeliveryIncident } from './delivery-sql.ts';

/** The incidents that a delivery is about, and which of them the channel knows to fire. */
export interface MessageParts {
  readonly incidents: readonly DeliveryIncident[];
  /** Of those that are over: ids whose firing has reached the channel. */
  readonly firingSent: ReadonlySet<string>;
}

/** Reads them; a message about one needs no question unless it says that it is over. */
export async function messageParts(
  state: State,
  delivery: ClaimedDelivery,
  notification: Notification,
): Promise<MessageParts> {
  const incidents =
    delivery.incidents === 1
      ? [aboutOne(delivery, notification)]
      : await incidentsOf(state, delivery.id);
  const over = incidents.filter(({ purpose }) => purpose === 'resolved');
  const ids = over.map(({ incidentId }) => incidentId);
  const firingSent = ids.length === 0 ? new Set<string>() : await toldOf(state, delivery, ids);
  return { incidents, firingSent };
}

/** The message without some of its incidents; at least one stays. */
export function withoutIncidents(
  notification: Notification,
  incidentIds: ReadonlySet<string>,
): Notification {
  const { group, ...own } = notification;
  if (group === undefined || incidentIds.size === 0) return notification;
  const alerts = group.alerts.filter(({ incidentId }) => !incidentIds.has(incidentId));
  const gone = group.alerts.filter(({ incidentId }) => incidentIds.has(incidentId));
  const over = gone.filter(({ status }) => status === 'resolved').length;
  const unlisted = incidentIds.size - gone.length;
  return {
    ...own,
    ...alerts[0],
    group: {
      ...group,
      alerts,
      firing: group.firing - (gone.length - over),
      resolved: Math.max(0, group.resolved - over - unlisted),
      truncated: Math.max(0, group.truncated - unlisted),
    },
  };
}

function aboutOne({ incidentId }: ClaimedDelivery, notification: Notification): DeliveryIncident {
  const { purpose, severity, ruleId } = notification;
  return { incidentId, ruleId, purpose, severity, environmentKey: environmentKeyOf(notification) };
}

async function incidentsOf(state: State, deliveryId: string): Promise<readonly DeliveryIncident[]> {
  const query = builderFor<NotifyTables>(state.dialect)
    .selectFrom('delivery_incidents')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('incident_id');
  const rows = await state.all(query.compile());
  return rows.map((row) => ({
    incidentId: row.incident_id,
    ruleId: row.rule_id,
    purpose: purposeOf(row.purpose),
    severity: row.severity,
    environmentKey: row.environment_key,
  }));
}

/** @throws TypeError for a purpose that this program does not know. */
function purposeOf(text: string): Purpose {
  const purpose = PURPOSES.find((known) => known === text);
  if (purpose === undefined) throw new TypeError(`unknown purpose of a delivery: ${text}`);
  return purpose;
}

/** Of the incidents those whose firing has reached the channel, alone or with a group. */
async function toldOf(
  state: State,
  { channelId }: ClaimedDelivery,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const db = builderFor<NotifyTables>(state.dialect);
  const alone = db
    .selectFrom('deliveries')
    .select('incident_id')
    .distinct()
    .where('incident_id', 'in', [...ids])
    .where('channel_id', '=', channelId)
    .where('purpose', '!=', 'resolved')
    .where('state', '=', 'sent')
    .where('incidents', '=', 1);
  const grouped = db
    .selectFrom('delivery_incidents')
    .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
    .select('delivery_incidents.incident_id')
    .distinct()
    .where('delivery_incidents.incident_id', 'in', [...ids])
    .where('delivery_incidents.channel_id', '=', channelId)
    .where('delivery_incidents.purpose', '!=', 'resolved')
    .where('deliveries.state', '=', 'sent');
  const rows = [...(await state.all(alone.compile())), ...(await state.all(grouped.compile()))];
  return new Set(rows.map((row) => row.incident_id));
}
