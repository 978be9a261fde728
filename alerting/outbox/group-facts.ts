import { sql } from 'kysely';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { ChannelKind, Destination, OutgoingMessage } from '../notify/channel-kind.ts';
import { isStatefulKind } from '../notify/stateful-kinds.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { ClaimedDelivery } from './claim-sql.ts';

/** What a message about an end says beside it. */
export type GroupFacts = Pick<OutgoingMessage, 'othersFire' | 'endsGroup'>;

/**
 * How the rest of the group does, for kinds that say so. Receivers with a state of their own were once
 * told in groups: the group under which an incident that is over was told to one is to be ended as well,
 * if nothing that was told under it fires any more.
 */
export async function groupFacts(
  state: State,
  delivery: ClaimedDelivery,
  channel: Destination,
  kind: ChannelKind,
): Promise<GroupFacts> {
  const { incidentId, channelId, purpose, groupId } = delivery;
  if (purpose !== 'resolved') return {};
  if (isStatefulKind(channel.kind)) {
    const under = await toldUnder(state, incidentId, channelId);
    const isOver = under !== null && !(await firesInGroup(state, delivery, under));
    return isOver ? { endsGroup: under } : {};
  }
  if (groupId === null || kind.saysOfGroup?.(channel.settings) !== true) return {};
  return { othersFire: await firesInGroup(state, delivery, groupId) };
}

/** Does anything fire that the channel was told in the group? */
async function firesInGroup(
  state: State,
  { owner, channelId }: ClaimedDelivery,
  groupId: string,
): Promise<boolean> {
  const firing = builderFor<NotifyTables>(state.dialect)
    .selectFrom('incidents')
    .select('incidents.id')
    .where('incidents.owner', '=', owner)
    .where(sql<boolean>`incidents.status = 'firing'`)
    .where((where) =>
      where.or([
        where.exists(
          where
            .selectFrom('deliveries')
            .select('deliveries.id')
            .whereRef('deliveries.incident_id', '=', 'incidents.id')
            .where('deliveries.channel_id', '=', channelId)
            .where('deliveries.group_id', '=', groupId)
            .where('deliveries.state', '=', 'sent'),
        ),
        where.exists(
          where
            .selectFrom('delivery_incidents')
            .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
            .select('deliveries.id')
            .whereRef('delivery_incidents.incident_id', '=', 'incidents.id')
            .where('delivery_incidents.channel_id', '=', channelId)
            .where('deliveries.group_id', '=', groupId)
            .where('deliveries.state', '=', 'sent'),
        ),
      ]),
    )
    .limit(1);
  return (await state.first(firing.compile())) !== undefined;
}

async function toldUnder(
  state: State,
  incidentId: string,
  channelId: string,
): Promise<string | null> {
  const db = builderFor<NotifyTables>(state.dialect);
  const alone = db
    .selectFrom('deliveries')
    .select('group_id')
    .where('incident_id', '=', incidentId)
    .where('channel_id', '=', channelId)
    .where('group_id', 'is not', null)
    .where('state', '=', 'sent')
    .limit(1);
  const together = db
    .selectFrom('delivery_incidents')
    .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
    .select('deliveries.group_id')
    .where('delivery_incidents.incident_id', '=', incidentId)
    .where('delivery_incidents.channel_id', '=', channelId)
    .where('deliveries.group_id', 'is not', null)
    .where('deliveries.state', '=', 'sent')
    .limit(1);
  const row = (await state.first(alone.compile())) ?? (await state.first(together.compile()));
  return row?.group_id ?? null;
}
