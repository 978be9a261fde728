import type { Notification } from './notification.ts';

/** An incident that never was: what the test button sends. */
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
