import { describe, expect, it } from 'vitest';
import type { MessageKind } from '../notify/channel-event.ts';
import { gateChannel } from './gate-channel.ts';

const open = { enabled: true, sendResolved: true, declines: [] } as const;

describe('what a channel wants', () => {
  it.each<[string, Parameters<typeof gateChannel>[0], MessageKind, string | null]>([
    ['gone', undefined, 'firing', 'channel_deleted'],
    ['off', { ...open, enabled: false }, 'note', 'channel_disabled'],
    ['all of it', open, 'escalated', null],
    ['a channel without a list', { enabled: true, sendResolved: true }, 'note', null],
    ['no resolves', { ...open, sendResolved: false }, 'resolved', 'resolved_declined'],
    ['no firings', { ...open, declines: ['firing'] }, 'firing', 'firing_declined'],
    ['a repeat is a firing', { ...open, declines: ['firing'] }, 'repeat', 'firing_declined'],
    ['nor does a change', { ...open, declines: ['firing'] }, 'severity_raised', 'firing_declined'],
    ['but its end', { ...open, declines: ['firing'] }, 'resolved', null],
    ['no notes', { ...open, declines: ['note'] }, 'note', 'note_declined'],
    ['no acks', { ...open, declines: ['acknowledged'] }, 'acknowledged', 'acknowledged_declined'],
  ])('%s', (_name, channel, kind, expected) => {
    expect(gateChannel(channel, kind)).toBe(expected);
  });
});
