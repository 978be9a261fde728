import { afterEach, describe, expect, it } from 'vitest';
import { resolveAlertmanager } from '../../../platform/tenancy/alertmanager-settings.ts';
import { noNotifications } from '../../../test/support/no-kubernetes.ts';
import {
  testCluster,
  testDirectory,
  testLevel,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../../../test/support/rule-fixture.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Rule } from '../../rules/rule.ts';
import { DesiredRules } from '../desired-rules.ts';
import { type NotificationSources, notificationObjects } from './notification-objects.ts';

const POLICY = '01J00000000000000000000PCY';
const mail = {
  kind: 'email',
  name: 'mail',
  enabled: true,
  settings: { to: ['a@acme.test'] },
  sendResolved: true,
  secrets: {},
} as const;

/** Of acme; the other tenant has none of this id. */
const policy: Policy = {
  ...{ id: POLICY, owner: 'acme', name: 'days', description: '' },
  channels: ['ALL'],
  severityChannels: new Map([['critical', ['ON-CALL']]]),
  repeat: { mode: 'interval', everyMs: 7_200_000, max: null },
  severityRepeats: new Map([['critical', { mode: 'once', everyMs: 0, max: null }]]),
  windows: [],
  grouping: null,
  escalation: [],
  flapping: null,
  ...{ revision: 1, createdAtMs: 0, updatedAtMs: 0, updatedBy: 'ann' },
};

/** What a test says otherwise of the policy. */
const changed: Partial<Policy> = {};
afterEach(() => {
  for (const name of Object.keys(changed)) Reflect.deleteProperty(changed, name);
});

async function delegated(...rules: readonly Rule[]) {
  const lab = testCluster('lab');
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  const files = [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
  const sources: NotificationSources = {
    ...noNotifications,
    directory: () => testDirectory(),
    rule: (id) => rules.find((one) => one.id === id),
    ladderOf: () => ['critical', 'warning'],
    policy: (owner, id) =>
      owner === 'acme' && id === POLICY ? { ...policy, ...changed } : undefined,
    channel: (_owner, id) => ({ ...mail, name: id }),
  };
  const settings = resolveAlertmanager({ mode: 'delegate' });
  const cluster = { id: 'lab', namespaceLabel: 'namespace', settings };
  const { objects, notes } = await notificationObjects(cluster, files, sources);
  const routes = objects.flatMap(({ spec, metadata }) => {
    const { route } = spec as unknown as { route: { routes?: readonly object[] } };
    return (route.routes ?? []).map((one) => ({ ...one, namespace: metadata.namespace }));
  });
  return { routes, notes };
}

const levels = [testLevel({ severity: 'critical' }), testLevel({ severity: 'warning' })] as const;

describe('what a delegated Alertmanager is told of policies', () => {
  it('is whom and how often the policy says, where the rule says nothing', async () => {
    const rule = testRule({ scopeText: 'acme.shop.prod', levels, channels: [], policy: POLICY });
    const { routes, notes } = await delegated(rule);
    expect(routes).toMatchObject([
      { matchers: [{ value: 'critical' }, {}], repeatInterval: '5d', namespace: 'acme-prod' },
      { matchers: [{ value: 'warning' }, {}], repeatInterval: '2h', namespace: 'acme-prod' },
    ]);
    const receivers = routes.map((one) => (one as { receiver?: string }).receiver);
    expect(new Set(receivers).size).toBe(2);
    expect(notes.get(rule.id)).not.toContain('tells nobody');
  });

  it("is nobody's, and says so, where only the default receiver would be told", async () => {
    const change = { levels, channels: [], policy: POLICY };
    const foreign = umbrellaRule(change);
    const { routes, notes } = await delegated(foreign);
    expect(routes).toEqual([]);
    expect(notes.get(foreign.id)).toContain('of critical, warning it tells nobody');
  });

  it("is the rule's own word before that of its policy", async () => {
    const own = testLevel({
      severity: 'critical',
      channels: [],
      repeat: { mode: 'interval', everyMs: 600_000, max: null },
    });
    const rule = testRule({
      scopeText: 'acme.shop.prod',
      levels: [own, testLevel({ severity: 'warning' })],
      channels: ['OWN'],
      policy: POLICY,
    });
    const { routes, notes } = await delegated(rule);
    expect(routes).toMatchObject([{ matchers: [{ value: 'warning' }, {}] }]);
    expect(notes.get(rule.id)).not.toContain('tells nobody');
  });

  it('says what it does not do of what the rule and its policy say', async () => {
    const named = { levels, channels: ['ALL'], scopeText: 'acme.shop.prod' };
    const plain = await delegated(testRule(named));
    const note = plain.notes.get(testRule(named).id) ?? '';
    expect(note).toContain('silences');
    expect(note).not.toMatch(/escalates|come and go|gathered|again/);
    Object.assign(changed, {
      escalation: [{ afterMs: 600_000, channels: ['ON-CALL'] }],
      flapping: { changes: 3, withinMs: 600_000, quietMs: 600_000 },
      grouping: { by: ['pod'], waitMs: 30_000, intervalMs: 300_000 },
      severityRepeats: new Map([['critical', { mode: 'doubling', everyMs: 600_000, max: 3 }]]),
    });
    const full = await delegated(testRule({ ...named, policy: POLICY }));
    const said = full.notes.get(testRule(named).id) ?? '';
    for (const word of ['escalates', 'come and go', 'gathered', 'double', 'without end']) {
      expect(said).toContain(word);
    }
  });
});
