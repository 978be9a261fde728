import type { Notification } from '../notify/notification.ts';
import type { DeliveriesTable, DeliveryAttemptsTable } from '../tables-notify.ts';

/** A message to one channel, as people look at it. */
export interface DeliveryRecord {
  readonly id: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly purpose: string;
  readonly state: DeliveriesTable['state'];
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  /** The digest that says it; null: it goes itself. */
  readonly digestId: string | null;
  /** What of it the caller may see; at least one incident. */
  readonly notification: Notification;
  /** Null: none was made. */
  readonly lastAttempt: LastAttempt | null;
}

export type LastAttempt = Pick<DeliveryAttemptsTable, 'at_ms' | 'status' | 'reason' | 'detail'>;

/** Which are asked for. */
export interface DeliveryFilter {
  readonly state: DeliveriesTable['state'];
  /** Null: any; only dead letters can be asked for of all channels. */
  readonly channelId: string | null;
  readonly reason: string | null;
  /** Queued then or later; null: since ever. */
  readonly sinceMs: number | null;
}
