import type { Purpose } from '../routing/route-change.ts';

/** What a channel may choose to be told of. */
export const CHANNEL_EVENTS = [
  'firing',
  'resolved',
  'acknowledged',
  'escalated',
  'flapping',
  'stale',
  'note',
] as const;
export type ChannelEvent = (typeof CHANNEL_EVENTS)[number];

/** What a message is about: a change that is routed, or something that people did. */
export type MessageKind = Purpose | ChannelEvent;

/** The choice that a message falls under: changes of severity and repeats are firings. */
export function channelEventOf(kind: MessageKind): ChannelEvent {
  switch (kind) {
    case 'severity_raised':
    case 'severity_lowered':
    case 'repeat':
      return 'firing';
    default:
      return kind;
  }
}
