import type { DeliveryOptions } from '../../../alerting/create-outgoing.ts';
import type { LinkSettings } from '../../../alerting/message-links/link-settings.ts';
import { type LinkAction, printLinkToken } from '../../../alerting/message-links/link-token.ts';
import type { IncidentLinks, LinkedMessage } from '../../../alerting/outbox/outgoing-message.ts';
import type { Config } from '../config.ts';
import { MESSAGE_LINK_PATH } from '../message-link-routes.ts';
import { durationMs, type Floor } from './floor.ts';

const KEY_PURPOSE = 'message-link';

export interface LinkMates {
  readonly linkSettings: LinkSettings;
  readonly publicUrl: () => string;
}

/** How messages leave, as it is configured. */
export function deliveryOptions({ alerting }: Pick<Config, 'alerting'>): DeliveryOptions {
  const { digestAbove, receiverLimits, suspendAfter, suspendAttempts } = alerting.delivery;
  const rates = new Map(
    receiverLimits.map(
      ({ kind, limits }) =>
        [kind, limits.map(({ most, per }) => ({ most, perMs: durationMs(per) }))] as const,
    ),
  );
  const suspension = { afterMs: durationMs(suspendAfter), attempts: suspendAttempts };
  return { rates, digestAbove, suspension };
}

/** Keys that may have signed links of messages. */
export function linkKeys({ secrets }: Pick<Floor, 'secrets'>): readonly Uint8Array[] {
  return secrets.deriveKeys(KEY_PURPOSE);
}

/** Pages that messages lead to, and those that act for who holds the message. */
export function incidentLinks(
  { secrets, config }: Floor,
  { linkSettings, publicUrl }: LinkMates,
): IncidentLinks {
  const page = (path: string) => (publicUrl() === '' ? null : `${publicUrl()}${path}`);
  const key = secrets.deriveKey(KEY_PURPOSE);
  const { enabled, lifetime } = config.alerting.messageLinks;
  const link = (
    action: LinkAction,
    { owner, deliveryId, language, queuedAtMs }: LinkedMessage,
    incidentId: string,
  ) => {
    const expiresAtMs = queuedAtMs + durationMs(lifetime);
    const about = { action, language, owner, incidentId, deliveryId, expiresAtMs };
    return `${publicUrl()}${MESSAGE_LINK_PATH}/${printLinkToken(about, key)}`;
  };
  const hasLinks = (owner: string) =>
    enabled && publicUrl() !== '' && linkSettings.isEnabled(owner);
  return {
    incident: (owner, id) => page(`/incidents/${id}?scope=${encodeURIComponent(owner)}`),
    rule: (owner, id) => page(`/rules/${id}?scope=${encodeURIComponent(owner)}`),
    acts: (about, id) =>
      hasLinks(about.owner)
        ? { acknowledge: link('acknowledge', about, id), silence: link('silence', about, id) }
        : null,
    actsOnAll: (about, id) => (hasLinks(about.owner) ? link('acknowledge-all', about, id) : null),
  };
}
