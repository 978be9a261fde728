import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../test/support/example-message.ts';
import { alertFingerprint } from './alert-fingerprint.ts';
import { alertmanagerBody } from './alertmanager-body.ts';
import { hexSignature, signatureHeaders, signWebhook } from './sign-webhook.ts';
import { webhookBody } from './webhook-body.ts';
import { AlertmanagerBody, WebhookBody } from './webhook-schema.ts';

const ours = Compile(WebhookBody);
const theirs = Compile(AlertmanagerBody);
const acme = exampleMessage({
  owner: 'acme',
  links: { incident: 'https://t.example/incidents/1?scope=acme', rule: null },
});
const huge = exampleMessage({
  owner: 'acme',
  links: acme.links,
  notification: {
    title: '长'.repeat(5_000),
    labels: Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`label_${index}`, 'é"\\'.repeat(400)]),
    ),
    annotations: { summary: 'x'.repeat(20_000) },
  },
});
const resolved = exampleMessage({
  owner: 'globex',
  notification: { purpose: 'resolved', status: 'resolved', resolvedAtMs: Date.UTC(2026, 2, 1, 13) },
});

describe('bodies', () => {
  it('are as their published schemas say', () => {
    for (const message of [acme, huge, resolved]) {
      expect(ours.Check(JSON.parse(webhookBody(message, 1_048_576)))).toBe(true);
      expect(theirs.Check(JSON.parse(alertmanagerBody(message, 1_048_576)))).toBe(true);
    }
  });

  it.each([4_096, 20_000, 100_000])('over %i bytes are shortened, with the link', (limit) => {
    const body = webhookBody(huge, limit);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limit);
    const parsed = ours.Parse(JSON.parse(body));
    expect(parsed).toMatchObject({ shortened: true, incident: { url: acme.links.incident } });
    const alertmanager = alertmanagerBody(huge, limit);
    expect(Buffer.byteLength(alertmanager)).toBeLessThanOrEqual(limit);
    expect(theirs.Parse(JSON.parse(alertmanager)).externalURL).toBe(acme.links.incident);
  });

  it('within the limit are whole', () => {
    expect(ours.Parse(JSON.parse(webhookBody(acme, 4_096))).shortened).toBe(false);
  });

  it('of Alertmanager tell a firing from its end', () => {
    const firing = theirs.Parse(JSON.parse(alertmanagerBody(acme, 4_096)));
    expect(firing).toMatchObject({
      status: 'firing',
      notification_reason: 'first notification',
      commonLabels: { instance: 'example:9100' },
      alerts: [{ status: 'firing', endsAt: '0001-01-01T00:00:00Z' }],
    });
    const over = theirs.Parse(JSON.parse(alertmanagerBody(resolved, 4_096)));
    expect(over).toMatchObject({
      notification_reason: 'all alerts resolved',
      alerts: [{ status: 'resolved', endsAt: '2026-03-01T13:00:00.000Z' }],
    });
    expect(over.alerts[0]?.fingerprint).toBe(firing.alerts[0]?.fingerprint);
    expect(JSON.stringify(over)).not.toContain('acme');
  });
});

describe('fingerprints', () => {
  it('do not depend on the order of labels', () => {
    const one = alertFingerprint({ a: '1', b: '2' });
    expect(alertFingerprint({ b: '2', a: '1' })).toBe(one);
    expect(alertFingerprint({ a: '12', b: '' })).not.toBe(one);
  });

  it('of no labels is where FNV-1a begins', () => {
    expect(alertFingerprint({})).toBe('cbf29ce484222325');
  });
});

describe('signatures', () => {
  const request = {
    id: 'msg_1',
    timestampSeconds: 1_700_000_000,
    body: '{"a":1}',
    hmacHeader: null,
    hmacTimestampHeader: null,
  };

  it('in hex equal the vectors, without and with the time', () => {
    expect(hexSignature('s3cret', '{"a":1}', null)).toBe(
      '5910e62016ef5034272c926c27071992a465c2335cecf41851bda071577f4f6d',
    );
    expect(hexSignature('s3cret', '{"a":1}', 1_700_000_000)).toBe(
      '05d9bc30f0201f409fa39328f2417ecd7da92ccf4e9bdb80fa96f8518b0dd0a3',
    );
  });

  it('are made with the new and the old secret during a rotation', () => {
    const secrets = { secret: 'new', previousSecret: 'old' };
    const headers = signatureHeaders(secrets, { ...request, hmacHeader: 'X-Sig' });
    const by = (key: string) => signWebhook(key, 'msg_1', 1_700_000_000, '{"a":1}');
    expect(headers['webhook-signature']).toBe(`${by('new')} ${by('old')}`);
    expect(headers['X-Sig']).toBe(hexSignature('new', '{"a":1}', null));
    expect(headers['X-Sig-Previous']).toBe(hexSignature('old', '{"a":1}', null));
  });

  it('are none without a secret', () => {
    expect(signatureHeaders({}, { ...request, hmacHeader: 'X-Sig' })).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
    });
  });
});
