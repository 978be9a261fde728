import { decodeTime } from 'ulid';
import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Notification } from '../notify/notification.ts';
import { printNotification } from '../notify/notification.ts';
import type { Purpose } from '../routing/route-change.ts';
import { rowInserter } from '../store/insert-rows.ts';

/** One incident that a message is about, and what it says of it. */
export interface DeliveryIncident {
  readonly incidentId: string;
  readonly ruleId: string | null;
  readonly purpose: Purpose;
  readonly severity: string;
  readonly environmentKey: string | null;
}

/** A message to one channel that is about to be queued. */
export interface DeliveryDraft {
  /** ULID; stable over all attempts, and greater than those queued before. */
  readonly id: string;
  readonly owner: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly notification: Notification;
  /** At least one; the first is the one that the notification's own fields are about. */
  readonly incidents: readonly DeliveryIncident[];
  /** Of the group that it is about; null: none. */
  readonly groupId: string | null;
  /** What is stored is not before the instant of the id: receivers catch up in this order. */
  readonly createdAtMs: number;
  /** How many messages it joins; left out: it is no digest. */
  readonly digestOf?: number;
}

/**
 * Writes new deliveries. Only those about several incidents have rows in `delivery_incidents`, one for
 * each: the way of a message about one pays nothing for it.
 */
export class DeliverySql {
  readonly #insert: ReturnType<typeof rowInserter>;
  readonly #incidents: ReturnType<typeof rowInserter>;

  constructor(dialect: Dialect) {
    this.#insert = rowInserter(dialect, {
      name: 'delivery.insert',
      table: 'deliveries',
      columns: [
        'id',
        'owner',
        'incident_id',
        'channel_id',
        'channel_name',
        'purpose',
        'payload',
        'state',
        'attempts',
        'due_at_ms',
        'created_at_ms',
        'incidents',
        'group_id',
        'digest_of',
      ],
    });
    this.#incidents = rowInserter(dialect, {
      name: 'delivery.incidents',
      table: 'delivery_incidents',
      columns: [
        'delivery_id',
        'incident_id',
        'channel_id',
        'rule_id',
        'purpose',
        'severity',
        'environment_key',
      ],
    });
  }

  insert(deliveries: readonly DeliveryDraft[]): readonly Statement[] {
    const several = deliveries.filter(({ incidents }) => incidents.length > 1);
    return [
      ...this.#insert(
        deliveries.map((delivery) => [
          delivery.id,
          delivery.owner,
          delivery.notification.incidentId,
          delivery.channelId,
          delivery.channelName,
          delivery.notification.purpose,
          printNotification(delivery.notification),
          'pending',
          0,
          delivery.createdAtMs,
          Math.max(delivery.createdAtMs, decodeTime(delivery.id)),
          delivery.incidents.length,
          delivery.groupId,
          delivery.digestOf ?? 0,
        ]),
      ),
      ...this.#incidents(
        several.flatMap(({ id, channelId, incidents }) =>
          incidents.map((one) => [
            id,
            one.incidentId,
            channelId,
            one.ruleId,
            one.purpose,
            one.severity,
            one.environmentKey,
          ]),
        ),
      ),
    ];
  }
}
