import type { ChannelSecrets, OutgoingMessage } from './channel-kind.ts';
import type { Notification } from './notification.ts';

/** An incident that never was: what the test button sends, and what tests are made of. */
export function exampleNotification(owner: string, atMs: number): Notification {
  return {
    purpose: 'firing',
    isTest: true,
    owner,
    incidentId: '00000000000000000000000000',
    ruleId: null,
    title: 'Test notification',
    status: 'firing',
    severity: 'test',
    previousSeverity: null,
    cluster: 'example',
    namespace: 'example',
    project: null,
    environment: null,
    labels: { alertname: 'Test notification', instance: 'example:9100' },
    annotations: { summary: 'Somebody pressed the test button of this channel.' },
    levels: [{ severity: 'test', state: 'firing', startsAtMs: atMs, endsAtMs: null }],
    startedAtMs: atMs,
    resolvedAtMs: null,
    resolveReason: null,
    occurredAtMs: atMs,
  };
}

/** A message about the example, with what a test wants to be different. */
export function exampleMessage(
  changes: Partial<Omit<OutgoingMessage, 'notification' | 'secrets'>> & {
    readonly owner: string;
    readonly secrets?: ChannelSecrets;
    readonly notification?: Partial<Notification>;
  },
): OutgoingMessage {
  const { owner, notification, ...rest } = changes;
  const example = exampleNotification(owner, Date.UTC(2026, 2, 1, 12));
  return {
    deliveryId: 'D1',
    channelId: 'C1',
    channelName: 'ops',
    language: 'en',
    settings: {},
    secrets: {},
    timeZone: 'UTC',
    links: { incident: null, rule: null },
    ...rest,
    notification: { ...example, ...notification },
  };
}
