import { createHmac, timingSafeEqual } from 'node:crypto';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { ChannelLanguage } from '../channels/channel.ts';

/** `acknowledge-all`: every incident of the message. */
export const LINK_ACTIONS = ['acknowledge', 'silence', 'acknowledge-all'] as const;
/** A message about more has no link for all of them. */
export const MAX_LINKED_INCIDENTS = 500;
export type LinkAction = (typeof LINK_ACTIONS)[number];

/** What a link of a message may do: one thing, to one incident or all of its message, once, until then. */
export interface MessageLink {
  readonly action: LinkAction;
  readonly language: ChannelLanguage;
  readonly owner: string;
  /** Of `acknowledge-all` the first of the message. */
  readonly incidentId: string;
  readonly deliveryId: string;
  readonly expiresAtMs: number;
}

const FORM = new RegExp(
  `^(${LINK_ACTIONS.join('|')})\\.(en|zh)\\.(${PLATFORM}|${DNS_LABEL_PATTERN.slice(1, -1)})\\.([0-9A-HJKMNP-TV-Z]{26})\\.([0-9A-HJKMNP-TV-Z]{26})\\.([0-9a-z]{1,9})\\.([A-Za-z0-9_-]{43})$`,
);

/** The same link for the same message, whatever the attempt. Nothing in it is secret but that it is genuine. */
export function printLinkToken(link: MessageLink, key: Uint8Array): string {
  const text = textOf(link);
  return `${text}.${macOf(text, key)}`;
}

/**
 * @param keys any of them may have signed it
 * @returns undefined for what nobody has signed; whether it has expired is for the caller
 */
export function readLinkToken(token: string, keys: readonly Uint8Array[]): MessageLink | undefined {
  const [, action, language, owner, incidentId, deliveryId, seconds, mac] = FORM.exec(token) ?? [];
  if (!owner || !incidentId || !deliveryId || !seconds || !mac) return undefined;
  const link: MessageLink = {
    action: LINK_ACTIONS.find((known) => known === action) ?? 'acknowledge',
    language: language === 'zh' ? 'zh' : 'en',
    owner,
    incidentId,
    deliveryId,
    expiresAtMs: Number.parseInt(seconds, 36) * 1_000,
  };
  const given = Buffer.from(mac);
  const isGenuine = keys.some((key) => {
    const expected = Buffer.from(macOf(textOf(link), key));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return isGenuine ? link : undefined;
}

/** What a link that was used is known by: the action on the incident, in this message. */
export function linkIdOf({ action, incidentId, deliveryId }: MessageLink): string {
  return `${deliveryId}.${incidentId}.${action}`;
}

function textOf({
  action,
  language,
  owner,
  incidentId,
  deliveryId,
  expiresAtMs,
}: MessageLink): string {
  const seconds = Math.floor(expiresAtMs / 1_000).toString(36);
  return [action, language, owner, incidentId, deliveryId, seconds].join('.');
}

function macOf(text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`message-link ${text}`).digest('base64url');
}
