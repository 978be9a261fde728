import type { Notification } from '../notify/notification.ts';

/** One incident of a message. */
export type AboutOne = Pick<
  Notification,
  | 'owner'
  | 'purpose'
  | 'incidentId'
  | 'ruleId'
  | 'cluster'
  | 'project'
  | 'environment'
  | 'severity'
  | 'labels'
>;

/** Somebody who is told. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Of the account, as an administrator gave it. */
  readonly email: string | null;
  readonly language: 'en' | 'zh';
}

/** Port: who is behind a receiver of people, as things stand when a message is sent. */
export interface Recipients {
  /** @param told ids of those who got a firing; only resolves look at them */
  of(about: AboutOne, told: readonly string[]): Promise<readonly Person[]>;
}
