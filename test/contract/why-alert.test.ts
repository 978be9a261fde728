import { beforeEach, expect, it } from 'vitest';
import type { Route } from '../../alerting/routing/route-tree.ts';
import type { ThoughtAlert } from '../../alerting/why/thought-alert.ts';
import { WhyService } from '../../alerting/why/why-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  notifyDirectory,
  openNotifyWorld,
} from '../support/notify-world.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const GROUPING = { by: ['team'], waitMs: 30_000, intervalMs: 300_000 };
const blog: Principal = {
  kind: 'user',
  id: 'zoe',
  name: 'zoe',
  bindings: [
    { role: 'project-admin', node: { tenant: 'acme', project: 'blog', environment: null } },
  ],
};

describeOnBothStates('why an alert that nobody has posted would be told', (states) => {
  let state: State;
  let world: NotifyWorld;
  let room: number | null;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    room = null;
    const send = async () =>
      ({ kind: 'failed', reason: 'connect', cause: new Error('-') }) as const;
    world = await openNotifyWorld({ state, clock: new VirtualClock(NOON), outbound: { send } });
  });

  const why = () =>
    new WhyService({
      ...{ state, directory: notifyDirectory, ladderOf: () => ['critical', 'warning', 'info'] },
      incidents: world.notifier.incidents,
      contextOf: (incident) => world.notifier.pipeline.contextOf(incident),
      rules: { get: (id) => world.rules.get(id), all: () => [...world.rules.values()] },
      ...{ eventRules: world.eventRules, heartbeats: world.heartbeats },
      roomAt: (owner) => (owner === 'acme' ? room : null),
      peopleBehind: world.notifier.peopleBehind,
    });
  const ask = (alert: Partial<ThoughtAlert>, owner = 'acme', principal = adminOf(owner)) =>
    why().ofAlert(principal, owner, {
      ruleId: null,
      scope: null,
      severity: null,
      labels: {},
      ...alert,
    });
  /** What the answer says, or the kind of the refusal. */
  async function said(...asked: Parameters<typeof ask>): Promise<string> {
    try {
      const { route, severity, policy } = await ask(...asked);
      const channels = route.channels.map(({ id, name, outcome, nextAtMs }) => {
        const at = nextAtMs === null ? [] : [`in ${(nextAtMs - NOON) / 1_000}s`];
        return [name ?? id.split(':')[0], outcome, ...at].join(' ');
      });
      return [severity, policy?.name, `${route.reason}:`, channels.join(', ')]
        .filter(Boolean)
        .join(' ');
    } catch (err) {
      return err instanceof Error && 'kind' in err ? String(err.kind) : String(err);
    }
  }
  const addHook = (owner: string, name: string) =>
    world.addChannel(owner, {
      ...{ kind: 'webhook', name, settings: { url: `https://${name}.example/hook` } },
    });
  const routeOf = (changes: Partial<Route> & Pick<Route, 'id'>): Route => ({
    ...{ parent: 'root', name: changes.id, matchers: [], continues: false, receiver: DEFAULT },
    ...{ grouping: 'inherit', repeat: 'inherit', windows: 'inherit' },
    ...changes,
  });

  it('by its labels alone it goes the way of its environment, in the tree of its owner', async () => {
    const [acme, globex] = [await addHook('acme', 'ours'), await addHook('globex', 'theirs')];
    for (const [owner, { id }] of [
      ['acme', acme],
      ['globex', globex],
    ] as const) {
      world.setRoutes(owner, [
        routeOf({ id: 'root', parent: null, grouping: null, repeat: null, windows: [] }),
        routeOf({
          id: 'db',
          matchers: [{ name: 'team', operator: '=', value: 'db' }],
          receiver: { kind: 'channels', channels: [id] },
        }),
      ]);
    }
    const labels = { alertname: 'Load', team: 'db' };
    const prod = { ...labels, namespace: 'acme-prod' };
    expect(await said({ labels: prod })).toBe('info route: ours sends_now');
    expect(await said({ labels: { ...prod, severity: 'critical' } })).toBe(
      'critical route: ours sends_now',
    );
    expect(await said({ labels: { ...prod, team: 'web' }, severity: 'warning' })).toMatch(
      /^warning route: .*sends_now/,
    );
    expect(await said({ labels, scope: 'acme.shop.prod@east' })).toBe('info route: ours sends_now');
    expect(await said({ labels }, 'globex')).toBe('info route: theirs sends_now');
    // Of nobody, of a neighbour, of several environments, where somebody sees nothing.
    expect(await said({ labels: { ...labels, namespace: 'nowhere' } })).toBe('not_found');
    expect(await said({ labels: { ...labels, namespace: 'globex-prod' } })).toBe('not_found');
    expect(await said({ labels, scope: 'globex.shop.prod' })).toBe('invalid');
    expect(await said({ labels, scope: 'acme.shop.prod@west' })).toBe('not_found');
    expect(await said({ labels })).toBe('unprocessable');
    expect(await said({ labels: prod }, 'acme', blog)).toBe('not_found');
    expect(await said({ labels }, 'acme', blog)).toBe('info route: ours sends_now');
    expect(await said({ labels: prod }, 'acme', adminOf('globex'))).toBe('scope_denied');
    expect(await said({ labels: prod, ruleId: '01J00000000000000000000000' })).toBe('not_found');
  });

  it('the labels of an event rule and of a heartbeat lead to their policies', async () => {
    const { id } = await addHook('acme', 'ours');
    const policy = world.addPolicy('acme', { name: 'Night', channels: [id] });
    world.addEventRule('acme', { name: 'Evicted', policy: policy.id, severity: 'CRITICAL' });
    const given = { environment: 'shop.prod', policy: policy.id };
    world.addHeartbeat('acme', { name: 'backup', severity: 'critical', ...given });
    const rule = world.eventRules.all()[0]?.id ?? '';
    const labels = { event_rule: rule, namespace: 'acme-blog' };
    expect(await said({ labels })).toBe('critical Night policy_channels: ours sends_now');
    expect(await said({ labels: { heartbeat: 'backup' } })).toBe(
      'critical Night policy_channels: ours sends_now',
    );
    // A person of another project sees the rule for all, and not the heartbeat of the other environment.
    expect(await said({ labels }, 'acme', blog)).toBe(
      'critical Night policy_channels: ours sends_now',
    );
    expect(await said({ labels: { heartbeat: 'backup' } }, 'acme', blog)).toMatch(/^info default/);
    expect(await said({ labels: { heartbeat: 'backup' } }, 'globex')).toMatch(/^info default/);
    const foreign = { event_rule: rule, namespace: 'globex-prod' };
    expect(await said({ labels: foreign }, 'globex')).toMatch(/^info default/);
  });

  it('says when its group and its receiver have it', async () => {
    const { id } = await addHook('acme', 'ours');
    const policy = world.addPolicy('acme', { name: 'P', channels: [id], grouping: GROUPING });
    const rule = world.addRule('acme', { name: 'Many', policy: policy.id });
    const alert = { ruleId: rule.id, labels: { team: 'db' } };
    const group = (at: string) => `info P policy_channels: ours ${at}`;
    expect(await said(alert)).toBe(group('sends_with_group in 30s'));
    await world.postAs([{ rule, labels: { team: 'db' }, startsAtMs: NOON - 20_000 }]);
    expect(await said(alert)).toBe(group('sends_with_group in 10s'));
    expect(await said({ ...alert, labels: { team: 'web' } })).toBe(
      group('sends_with_group in 30s'),
    );
    room = NOON + 40_000;
    expect(await said(alert)).toBe(group('sends_with_room in 40s'));
    room = NOON + 5_000;
    const plain = world.addRule('acme', { name: 'Plain', channels: [id] });
    expect(await said({ ruleId: plain.id })).toBe('info rule_channels: ours sends_with_room in 5s');
    const theirs = await addHook('globex', 'theirs');
    const own = world.addRule('globex', { name: 'Plain', channels: [theirs.id] });
    expect(await said({ ruleId: own.id }, 'globex')).toBe('info rule_channels: theirs sends_now');
    expect(await said({ ruleId: own.id })).toBe('not_found');
  });
});

const DEFAULT = { kind: 'default' } as const;
