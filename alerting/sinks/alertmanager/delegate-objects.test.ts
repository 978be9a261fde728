import { describe, expect, it } from 'vitest';
import { parseAllowList } from '../../../platform/outbound/allow-list.ts';
import type { AlertmanagerPlace } from './alertmanager-place.ts';
import { type DelegatedRule, delegateObjects } from './delegate-objects.ts';
import type { DelegatedChannel } from './delegate-receiver.ts';

const LADDER = ['critical', 'major', 'warning'];
const place: AlertmanagerPlace = {
  cluster: 'blue',
  owner: 'acme',
  namespace: 'acme-prod',
  namespaceLabel: 'namespace',
  labels: {},
};
const channel = (change: Partial<DelegatedChannel> = {}): DelegatedChannel => ({
  kind: 'webhook',
  name: 'hook',
  enabled: true,
  settings: {},
  sendResolved: true,
  secrets: { url: 'https://chat.test/secret' },
  ...change,
});
const CHANNELS = new Map<string, DelegatedChannel>([
  ['HOOK', channel()],
  ['SIGNED', channel({ secrets: { url: 'https://a.test', secret: 'x'.repeat(16) } })],
  ['OFF', channel({ enabled: false })],
  [
    'MAIL',
    channel({ kind: 'email', settings: { to: ['a@acme.test', 'b@acme.test'] }, secrets: {} }),
  ],
  ['PAGE', channel({ kind: 'websocket', secrets: {} })],
]);
const rule = (label: string, ...levels: DelegatedRule['levels']): DelegatedRule => ({
  label,
  levels,
  labels: ['pod', 'severity', 'namespace'],
  policy: null,
});
const NOW = Date.UTC(2026, 4, 20);
const level = (severity: string, channels: readonly string[], repeatMs: number | null = null) => ({
  severity,
  channels,
  repeatMs,
});

interface Spec {
  readonly route: { readonly routes?: readonly Record<string, unknown>[] };
  readonly receivers: readonly Record<string, unknown>[];
  readonly inhibitRules?: readonly Record<string, unknown>[];
  readonly muteTimeIntervals?: readonly unknown[];
}

function delegated(...rules: readonly DelegatedRule[]) {
  const { objects, untold } = delegateObjects(
    place,
    rules,
    LADDER,
    CHANNELS,
    parseAllowList([]),
    NOW,
  );
  const config = objects.find(({ kind }) => kind === 'AlertmanagerConfig');
  const secret = objects.find(({ kind }) => kind === 'Secret');
  return { spec: config?.spec as unknown as Spec, secret, untold };
}

describe('rules that the cluster decides about', () => {
  it('share a route where they are told alike, per severity', () => {
    const { spec } = delegated(
      rule('A.x', level('critical', ['HOOK', 'MAIL']), level('warning', ['MAIL'], 3_600_000)),
      rule('B.y', level('critical', ['MAIL', 'HOOK'])),
    );
    const routes = spec.route.routes ?? [];
    expect(routes.map(({ matchers, repeatInterval }) => [matchers, repeatInterval])).toEqual([
      [
        [
          { name: 'severity', matchType: '=', value: 'critical' },
          { name: 'tocsin_rule', matchType: '=~', value: 'A\\.x|B\\.y' },
        ],
        '4h',
      ],
      [
        [
          { name: 'severity', matchType: '=', value: 'warning' },
          { name: 'tocsin_rule', matchType: '=~', value: 'A\\.x' },
        ],
        '1h',
      ],
    ]);
  });

  it('tell mail in the config and webhooks through the Secret', () => {
    const { spec, secret } = delegated(rule('A.x', level('critical', ['HOOK', 'MAIL'])));
    expect(spec.receivers[1]).toMatchObject({
      webhookConfigs: [{ urlSecret: { name: 'tocsin', key: 'url-hook' }, sendResolved: true }],
      emailConfigs: [
        { to: 'a@acme.test', sendResolved: true },
        { to: 'b@acme.test', sendResolved: true },
      ],
    });
    expect(secret?.data).toEqual({
      'url-hook': Buffer.from('https://chat.test/secret').toString('base64'),
    });
  });

  it('say whom the cluster cannot tell', () => {
    const { untold, secret } = delegated(rule('A.x', level('critical', ['SIGNED', 'OFF', 'PAGE'])));
    expect([...untold.keys()]).toEqual(['OFF', 'PAGE', 'SIGNED']);
    expect(secret).toBeUndefined();
  });

  it.each([
    'http://10.0.0.1/x',
    'http://[::1]:9093',
    'http://169.254.169.254/latest',
    'http://localhost:1',
    'http://prometheus:9090/-/quit',
    'https://alertmanager.monitoring.svc:9093',
    'https://a.cluster.local',
  ])('do not reach into the network of the cluster: %s', (url) => {
    const secrets = { url };
    const { objects, untold } = delegateObjects(
      place,
      [rule('A.x', level('critical', ['IN']))],
      LADDER,
      new Map([['IN', channel({ secrets })]]),
      parseAllowList(['10.0.0.1:8080', 'hooks.internal']),
      NOW,
    );
    expect(untold.get('IN')).toContain('private network');
    expect(objects.map(({ kind }) => kind)).toEqual(['AlertmanagerConfig']);
  });

  it('reach what an administrator has allowed', () => {
    const secrets = { url: 'https://hooks.internal/x' };
    const rules = [rule('A.x', level('critical', ['IN']))];
    const channels = new Map([['IN', channel({ secrets })]]);
    const allow = parseAllowList(['hooks.internal']);
    expect(delegateObjects(place, rules, LADDER, channels, allow, NOW).untold.size).toBe(0);
  });

  it('mute the lower severities of a rule about the same thing', () => {
    const { spec } = delegated(
      rule('A.x', level('critical', ['HOOK']), level('warning', ['HOOK'])),
      rule('B.y', level('major', ['HOOK'])),
    );
    expect(spec.inhibitRules).toHaveLength(1);
    const [inhibition] = spec.inhibitRules ?? [];
    expect(inhibition?.sourceMatch).toContainEqual({
      name: 'severity',
      matchType: '=',
      value: 'critical',
    });
    expect(inhibition?.targetMatch).toContainEqual({
      name: 'severity',
      matchType: '=~',
      value: 'warning',
    });
    // Whatever the operator adds: a ladder the other way round must not mute another tenant's alerts.
    const here = { name: 'namespace', matchType: '=', value: 'acme-prod' };
    expect(inhibition?.sourceMatch).toContainEqual(here);
    expect(inhibition?.targetMatch).toContainEqual(here);
    expect(inhibition?.equal).toEqual(expect.arrayContaining(['tocsin_rule', 'namespace', 'pod']));
    expect(inhibition?.equal).not.toContain('severity');
  });

  it('tell at the times of their policy', () => {
    const base = { weekdays: [], monthDays: [], months: [], zone: 'UTC' } as const;
    const times = [{ fromMinute: 540, toMinute: 1_020 }];
    const windows = [
      { ...base, name: 'office', kind: 'active', times },
      { ...base, name: 'August', kind: 'mute', times: [], months: [8] },
    ] as const;
    const timed = { ...rule('A.x', level('critical', ['HOOK'])), policy: { id: 'P1', windows } };
    const { spec } = delegated(timed, rule('B.y', level('critical', ['HOOK'])));
    expect(spec.route.routes).toMatchObject([
      { matchers: [{}, { value: 'B\\.y' }] },
      {
        matchers: [{}, { value: 'A\\.x' }],
        activeTimeIntervals: ['policy-p1-0'],
        muteTimeIntervals: ['policy-p1-1'],
      },
    ]);
    expect(spec.route.routes?.[0]).not.toHaveProperty('activeTimeIntervals');
    expect(spec.muteTimeIntervals).toEqual([
      {
        name: 'policy-p1-0',
        timeIntervals: [{ times: [{ startTime: '09:00', endTime: '17:00' }] }],
      },
      {
        name: 'policy-p1-1',
        timeIntervals: [{ times: [{ startTime: '00:00', endTime: '24:00' }], months: ['8'] }],
      },
    ]);
  });

  it('are routed nowhere else when nobody is to be told', () => {
    const { spec } = delegated(rule('A.x', level('critical', [])));
    expect(spec.route.routes).toBeUndefined();
    expect(spec.receivers).toEqual([{ name: 'nobody' }]);
  });
});
