import type { Channel } from '../../alerting/channels/channel.ts';

/** A mail channel of acme as stored, changed as wished. */
export function testChannel(change: Partial<Channel> & Pick<Channel, 'id'>): Channel {
  return {
    owner: 'acme',
    kind: 'email',
    name: 'On call',
    enabled: true,
    disabledReason: null,
    sendResolved: true,
    language: 'en',
    settings: {},
    sealedSecrets: '',
    target: '',
    revision: 1,
    createdAtMs: 0,
    createdById: 'tests',
    updatedAtMs: 0,
    updatedBy: 'tests',
    ...change,
  };
}
