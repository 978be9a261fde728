import { describe, expect, it } from 'vitest';
import { DEFAULT_INTAKE_LIMITS } from './parse-alerts.ts';
import { parseWebhook } from './parse-webhook.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const alert = (change: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'Queue', namespace: 'acme-prod' },
  annotations: { summary: 'long' },
  startsAt: '2026-11-20T11:00:00.1234567Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus/graph',
  fingerprint: 'c2b2',
  ...change,
});
const read = (alerts: readonly unknown[], change: object = {}) =>
  parseWebhook({ version: '4', receiver: 'tocsin', alerts, ...change }, NOW, DEFAULT_INTAKE_LIMITS);

describe('a notification of Alertmanager', () => {
  it('holds alerts that fire until it says otherwise', () => {
    const { alerts, errors } = read([alert()]);
    expect(errors).toEqual([]);
    expect(alerts[0]?.labels.get('alertname')).toBe('Queue');
    expect(alerts[0]?.startsAtMs).toBe(Date.parse('2026-11-20T11:00:00.123Z'));
    expect(alerts[0]?.endsAtMs).toBeGreaterThan(NOW + 9 * 365 * 86_400_000);
    expect(alerts[0]?.endsAtIsTimeout).toBe(true);
  });

  it('does not take the time-out of the sender for an end', () => {
    const { alerts } = read([alert({ endsAt: '2026-11-20T12:03:00Z' })]);
    expect(alerts[0]?.endsAtIsTimeout).toBe(true);
  });

  it('ends what is resolved', () => {
    const { alerts } = read([alert({ status: 'resolved', endsAt: '2026-11-20T11:59:00Z' })]);
    expect(alerts[0]?.endsAtMs).toBe(Date.parse('2026-11-20T11:59:00Z'));
    expect(alerts[0]?.endsAtIsTimeout).toBe(false);
  });

  it('takes the good ones beside a bad one, and says what the sender left out', () => {
    const { alerts, errors } = read([alert(), alert({ labels: {} })], { truncatedAlerts: 3 });
    expect(alerts).toHaveLength(1);
    expect(errors).toEqual([
      'alert 1: at least one label pair required',
      'the sender left out 3 alerts: set its max_alerts to 0',
    ]);
  });

  it.each([
    ['a list', [alert()]],
    ['no alerts', { version: '4' }],
    ['another version', { version: '3', alerts: [] }],
    ['nothing', null],
  ])('is not %s', (_name, body) => {
    expect(() => parseWebhook(body, NOW, DEFAULT_INTAKE_LIMITS)).toThrow(/version 4/);
  });
});
