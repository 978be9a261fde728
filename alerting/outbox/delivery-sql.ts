import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { Notification } from '../notify/notification.ts';
import { printNotification } from '../notify/notification.ts';
import type { Purpose } from '../routing/route-change.ts';
import { rowInserter } from '../store/insert-rows.ts';

/** A message to one channel that is about to be queued. */
export interface DeliveryDraft {
  /** ULID; stable over all attempts, and greater than those queued before. */
  readonly id: string;
  readonly owner: string;
  readonly incidentId: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly purpose: Purpose;
  readonly notification: Notification;
  readonly createdAtMs: number;
}

/** Writes new deliveries. */
export class DeliverySql {
  readonly #insert: ReturnType<typeof rowInserter>;

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
      ],
    });
  }

  insert(deliveries: readonly DeliveryDraft[]): readonly Statement[] {
    return this.#insert(
      deliveries.map((delivery) => [
        delivery.id,
        delivery.owner,
        delivery.incidentId,
        delivery.channelId,
        delivery.channelName,
        delivery.purpose,
        printNotification(delivery.notification),
        'pending',
        0,
        delivery.createdAtMs,
        delivery.createdAtMs,
      ]),
    );
  }
}
