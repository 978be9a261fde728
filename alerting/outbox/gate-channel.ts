import type { Channel } from '../channels/channel.ts';
import type { Purpose } from '../routing/route-change.ts';

/** Why a message is not sent to a channel although it was routed there. */
export type GateReason = 'channel_deleted' | 'channel_disabled' | 'resolved_declined';

/**
 * May this message go to this channel now? Asked when it is queued and again before each attempt,
 * because people change channels in between.
 * @returns the reason why not, or null.
 */
export function gateChannel(
  channel: Pick<Channel, 'enabled' | 'sendResolved'> | undefined,
  purpose: Purpose,
): GateReason | null {
  if (!channel) return 'channel_deleted';
  if (!channel.enabled) return 'channel_disabled';
  if (purpose === 'resolved' && !channel.sendResolved) return 'resolved_declined';
  return null;
}
