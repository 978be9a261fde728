/** Rows of how people want to be told, and of whom receivers of people told. Instants are Unix milliseconds, flags 0/1. */
export interface PeopleTables {
  person_settings: PersonSettingsRow;
  contact_addresses: ContactAddressRow;
  subscriptions: SubscriptionRow;
  people_told: PersonToldRow;
  held_mails: HeldMailRow;
  person_contacts: PersonContactRow;
  told_through: ToldThroughRow;
}

export interface PersonSettingsRow {
  user_id: string;
  /** JSON, see `people/quiet-hours.ts`; null: none. */
  quiet_hours: string | null;
  revision: number;
}

/** A mail address of somebody; nothing but its code is sent there before it is confirmed. */
export interface ContactAddressRow {
  user_id: string;
  address: string;
  confirmed_at_ms: number | null;
  /** SHA-256; null once it is confirmed or used up. */
  code_hash: string | null;
  code_until_ms: number | null;
  /** Wrong codes since the last one was sent. */
  tries: number;
  /** Codes sent in all. */
  sent: number;
  sent_at_ms: number;
  /** JSON list; empty: every severity. */
  severities: string;
}

/** What somebody wants to hear of without being named. */
export interface SubscriptionRow {
  user_id: string;
  /** From 0, in their order. */
  place: number;
  owner: string;
  /** `printNode` of the owner or of what lies below it. */
  node: string;
  /** JSON list; empty: every severity. */
  severities: string;
  inbox: number;
  mail: number;
}

/** Who was told of an incident by a receiver of people. */
export interface PersonToldRow {
  channel_id: string;
  incident_id: string;
  user_id: string;
  at_ms: number;
  /** Since when they are told no more; null: they are. */
  left_at_ms: number | null;
}

/** A mail that waits for the end of somebody's quiet hours. */
export interface HeldMailRow {
  user_id: string;
  incident_id: string;
  owner: string;
  channel_id: string;
  channel_name: string;
  /** ULID; the same for every attempt. */
  message_id: string;
  /** What was held last. */
  purpose: string;
  attempts: number;
  since_ms: number;
  due_at_ms: number;
}

/** How somebody is reached besides by mail. */
export interface PersonContactRow {
  user_id: string;
  /** From 0, in their order. */
  place: number;
  /** By which a kind of channel calls people, e.g. `slack-user`. */
  kind: string;
  value: string;
  /** JSON list; empty: every severity. */
  severities: string;
}

/** Through which channel a channel of members has told of an incident: what is owed its end. */
export interface ToldThroughRow {
  incident_id: string;
  channel_id: string;
  through_id: string;
  at_ms: number;
}
