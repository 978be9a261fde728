import type { Notification } from './notification.ts';

/** What is shown to people who have the product open. */
export interface LiveNotification {
  readonly deliveryId: string;
  readonly channelName: string;
  readonly notification: Notification;
}

/** Port: hands a message to every open page of the owner that may see the incident. */
export interface LiveHub {
  /** @returns how many sockets it was handed to. */
  notify(message: LiveNotification): number;
}
