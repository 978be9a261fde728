import type { ChannelEvent } from '../notify/channel-event.ts';

/** Name of one of `CHANNEL_KINDS`. */
export type ChannelKindName = string;

export const CHANNEL_LANGUAGES = ['en', 'zh'] as const;
export type ChannelLanguage = (typeof CHANNEL_LANGUAGES)[number];

/** Texts of one channel kind by name, e.g. `{ url: 'https://…' }`; lists for `to`. */
export type ChannelSettings = Readonly<Record<string, string | readonly string[]>>;

/** Resolves have a switch of their own. */
export type DeclinableEvent = Exclude<ChannelEvent, 'resolved'>;
export const DECLINABLE_EVENTS = [
  'firing',
  'acknowledged',
  'escalated',
  'flapping',
  'stale',
  'note',
] as const;

/** A channel's own texts in the language of templates; left out: ours. */
export interface ChannelTemplates {
  readonly title?: string;
  readonly body?: string;
}

/** One place notifications go to. Secrets are sealed; `target` is what may be shown of them. */
export interface Channel {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly kind: ChannelKindName;
  /** Unique among those of the owner. */
  readonly name: string;
  readonly enabled: boolean;
  /** Set when the service switched it off, e.g. `webhook_gone`; null otherwise. */
  readonly disabledReason: string | null;
  /** Off: a resolve is stored as declined instead of sent. */
  readonly sendResolved: boolean;
  /** What it does not want besides: stored as declined. Left out: nothing. */
  readonly declines?: readonly DeclinableEvent[];
  /** Left out: our own texts. */
  readonly templates?: ChannelTemplates;
  readonly language: ChannelLanguage;
  /** What is not secret. */
  readonly settings: ChannelSettings;
  /** Sealed JSON of the secret settings, bound to owner and id. */
  readonly sealedSecrets: string;
  /** Redacted destination: the addresses, or the host of a webhook. */
  readonly target: string;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  /** Id of the user or token that made it. */
  readonly createdById: string;
  readonly updatedAtMs: number;
  /** Name, for people. */
  readonly updatedBy: string;
}
