import type { Kysely } from 'kysely';
import type { DeliveriesTable, NotifyTables } from '../../tables-notify.ts';

/** A message that is about an incident, alone or among others. `purpose`: what it says of this one. */
export type DeliveryOfIncident = Omit<DeliveriesTable, 'payload' | 'lease_id'>;

export interface DeliveryWindow {
  readonly order: 'newest first' | 'oldest first';
  /** The last id of the page before, exclusive; left out: the first page. */
  readonly beyond?: string;
  readonly limit: number;
}

const COLUMNS = [
  'id',
  'owner',
  'channel_id',
  'channel_name',
  'state',
  'reason',
  'attempts',
  'due_at_ms',
  'created_at_ms',
  'finished_at_ms',
  'incidents',
  'group_id',
  'digest_of',
  'digest_id',
  'requeued_at_ms',
] as const;

const DOWN = ['desc', '<'] as const;
const UP = ['asc', '>'] as const;

/**
 * A page of the messages that are about an incident, whichever incident of a message is its first. Ids
 * come from one index each, so that a page reads no more rows of messages than it has.
 */
export function deliveriesOfIncident(
  db: Kysely<NotifyTables>,
  incidentId: string,
  { order, beyond, limit }: DeliveryWindow,
) {
  const [direction, operator] = order === 'newest first' ? DOWN : UP;
  let first = db
    .selectFrom('deliveries')
    .select('deliveries.id as id')
    .where('deliveries.incident_id', '=', incidentId)
    .orderBy('deliveries.id', direction)
    .limit(limit);
  let among = db
    .selectFrom('delivery_incidents')
    .select('delivery_incidents.delivery_id as id')
    .where('delivery_incidents.incident_id', '=', incidentId)
    .orderBy('delivery_incidents.delivery_id', direction)
    .limit(limit);
  if (beyond !== undefined) {
    first = first.where('deliveries.id', operator, beyond);
    among = among.where('delivery_incidents.delivery_id', operator, beyond);
  }
  const ids = db
    .selectFrom(first.as('of_first'))
    .select('of_first.id')
    .union(db.selectFrom(among.as('of_others')).select('of_others.id'));
  return db
    .selectFrom('deliveries')
    .leftJoin('delivery_incidents', (join) =>
      join
        .onRef('delivery_incidents.delivery_id', '=', 'deliveries.id')
        .on('delivery_incidents.incident_id', '=', incidentId),
    )
    .select(COLUMNS.map((column) => `deliveries.${column}` as const))
    .select(({ fn, val, ref }) => [
      val(incidentId).as('incident_id'),
      fn.coalesce(ref('delivery_incidents.purpose'), ref('deliveries.purpose')).as('purpose'),
    ])
    .where('deliveries.id', 'in', ids)
    .orderBy('deliveries.id', direction)
    .limit(limit)
    .compile();
}
