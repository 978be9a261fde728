import { type ChannelEvent, channelEventOf, type MessageKind } from '../notify/channel-event.ts';
import type { Destination } from '../notify/channel-kind.ts';

/** Why a message is not sent to a channel although it was routed there. */
export type GateReason =
  | 'channel_deleted'
  | 'channel_disabled'
  | 'channel_suspended'
  | `${ChannelEvent}_declined`;

type GatedChannel = Pick<Destination, 'enabled' | 'disabledReason' | 'sendResolved' | 'declines'>;

/**
 * May this message go to this channel now? Asked again before each attempt, because people change
 * channels after it was queued.
 * @returns the reason why not, or null.
 */
export function gateChannel(
  channel: GatedChannel | undefined,
  kind: MessageKind,
): GateReason | null {
  if (!channel) return 'channel_deleted';
  if (!channel.enabled) return isSuspended(channel) ? 'channel_suspended' : 'channel_disabled';
  const event = channelEventOf(kind);
  const isWanted = event === 'resolved' ? channel.sendResolved : !channel.declines?.includes(event);
  if (!isWanted) return `${event}_declined`;
  return null;
}

/**
 * Is this message to be queued? What a channel would get that the service has switched off is kept, so
 * that it can be sent when the channel is resumed.
 */
export function gateQueue(channel: GatedChannel | undefined, kind: MessageKind): GateReason | null {
  if (!channel || !isSuspended(channel)) return gateChannel(channel, kind);
  return gateChannel({ ...channel, enabled: true }, kind);
}

/** Switched off by the service, not by people. */
export function isSuspended({
  enabled,
  disabledReason,
}: Pick<GatedChannel, 'enabled' | 'disabledReason'>): boolean {
  return !enabled && disabledReason != null;
}

/** The channel has chosen not to hear this: it is a receiver all the same, of what it has chosen. */
export function isDeclined(reason: GateReason): boolean {
  return reason.endsWith('_declined');
}
