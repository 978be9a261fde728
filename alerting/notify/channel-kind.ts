import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import type { ChannelKindName, ChannelLanguage, ChannelSettings } from '../channels/channel.ts';
import type { Notification } from './notification.ts';

/** Secret settings by name, e.g. `{ url, secret }`; only ever in memory while checking or sending. */
export type ChannelSecrets = Readonly<Record<string, string>>;

export type CheckedSettings =
  | {
      readonly kind: 'valid';
      readonly settings: ChannelSettings;
      readonly secrets: ChannelSecrets;
      /** What people may see of the destination. */
      readonly target: string;
    }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/** One message on its way, with everything a kind needs to write and address it. */
export interface OutgoingMessage {
  /** Same for every attempt: receivers drop repeats by it. */
  readonly deliveryId: string;
  readonly notification: Notification;
  readonly channelId: string;
  readonly channelName: string;
  readonly language: ChannelLanguage;
  readonly settings: ChannelSettings;
  readonly secrets: ChannelSecrets;
  /** IANA zone of the owner. */
  readonly timeZone: string;
  /** Pages of the incident and its rule, if the service knows its own address. */
  readonly links: { readonly incident: string | null; readonly rule: string | null };
}

/**
 * What became of one attempt. `reason` is a name, `detail` is for people, at most 1 KiB, and holds
 * neither secrets nor addresses. `status` is the destination's own code, if it gave one.
 *
 * - `sent`: the destination has it.
 * - `retry`: it may work later; not before `afterMs`, if given.
 * - `drop`: it never will. `disables` also switches the channel off, with that reason.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly status?: number; readonly detail: string }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly status?: number;
      readonly detail: string;
    }
  | {
      readonly kind: 'drop';
      readonly reason: string;
      readonly status?: number;
      readonly detail: string;
      readonly disables?: boolean;
    };

/**
 * One way to reach people: a file under `notify/<kind>/`.
 *
 * `check` is pure; `given` are the fields of the form, `kept` the stored secrets of an existing
 * channel, which stand in for those left out.
 * `send` does not throw for anything the destination does; it must settle soon after the signal
 * aborts (then the outcome is `retry`).
 */
export interface ChannelKind {
  readonly name: ChannelKindName;
  check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings;
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>;
}

/** Kinds by name. */
export type ChannelKinds = ReadonlyMap<ChannelKindName, ChannelKind>;
