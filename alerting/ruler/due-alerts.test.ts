import { describe, expect, it } from 'vitest';
import { labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { ActiveAlert } from './alert-state.ts';
import { dueAlerts, markSent, sentAlert } from './due-alerts.ts';

const labels = labelsFrom([
  ['alertname', 'Full'],
  ['namespace', 'acme-prod'],
]);
const key = labelsKey(labels);
const alert: ActiveAlert = {
  labels,
  annotations: new Map([['summary', 'full']]),
  value: 1,
  state: 'firing',
  activeAtMs: 0,
  firedAtMs: 60_000,
  resolvedAtMs: null,
  keepFiringSinceMs: null,
  lastSentAtMs: null,
};

describe('sending alerts', () => {
  it.each([
    ['never a pending one', { state: 'pending' as const }, 120_000, false],
    ['a firing one at once', {}, 60_000, true],
    ['not again within the delay', { lastSentAtMs: 60_000 }, 119_999, false],
    ['not again exactly at the delay', { lastSentAtMs: 60_000 }, 120_000, false],
    ['again after the delay', { lastSentAtMs: 60_000 }, 120_001, true],
    [
      'an end at once',
      { state: 'inactive' as const, lastSentAtMs: 60_000, resolvedAtMs: 61_000 },
      61_000,
      true,
    ],
    [
      'an end again after the delay',
      { state: 'inactive' as const, lastSentAtMs: 61_000, resolvedAtMs: 61_000 },
      121_001,
      true,
    ],
    [
      'an end not again within the delay',
      { state: 'inactive' as const, lastSentAtMs: 61_000, resolvedAtMs: 61_000 },
      90_000,
      false,
    ],
  ])('%s', (_name, change, atMs, isDue) => {
    const due = dueAlerts(new Map([[key, { ...alert, ...change }]]), atMs, 60_000);
    expect(due.size).toBe(isDue ? 1 : 0);
  });

  it.each([
    ['the resend delay', 15_000, '1970-01-01T00:05:00.000Z'],
    ['a longer interval', 120_000, '1970-01-01T00:09:00.000Z'],
  ])('is valid for four times %s', (_name, intervalMs, endsAt) => {
    const context = { externalLabels: new Map(), generatorUrl: 'http://tocsin.test' };
    const sent = sentAlert(alert, 60_000, { intervalMs, resendDelayMs: 60_000 }, context);
    expect(sent).toMatchObject({ startsAt: '1970-01-01T00:01:00.000Z', endsAt });
  });

  it('says when it ended, and adds external labels it has no value for', () => {
    const externalLabels = new Map([
      ['region', 'eu'],
      ['namespace', 'other'],
    ]);
    const over = { ...alert, state: 'inactive' as const, resolvedAtMs: 90_000 };
    const timing = { intervalMs: 1_000, resendDelayMs: 60_000 };
    const sent = sentAlert(over, 100_000, timing, { externalLabels, generatorUrl: '' });
    expect(sent.endsAt).toBe('1970-01-01T00:01:30.000Z');
    expect({ ...sent.labels }).toEqual({
      alertname: 'Full',
      namespace: 'acme-prod',
      region: 'eu',
    });
  });

  it('takes note of what was sent, but not of what changed meanwhile', () => {
    const alerts = new Map([[key, alert]]);
    const marked = markSent(alerts, alerts, 60_000);
    expect(marked.get(key)?.lastSentAtMs).toBe(60_000);
    expect(markSent(new Map([[key, { ...alert }]]), alerts, 60_000).get(key)?.lastSentAtMs).toBe(
      null,
    );
  });
});
