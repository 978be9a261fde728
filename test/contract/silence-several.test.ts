import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { NOTIFY_MIGRATIONS, type NotifyWorld, openNotifyWorld } from '../support/notify-world.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};
const ALL = { states: null, kind: null, ruleId: null, incidentId: null };
const PAGE = { limit: 50, cursor: null };
const UNKNOWN = '01J00000000000000000000000';
const personOf = (role: Role, node: string): Principal => {
  const [tenant = '', project = null, environment = null] = node.split('.');
  const bindings = [{ role, node: { tenant, project, environment } }];
  return { kind: 'user', id: node, name: node, bindings };
};
const ann = personOf('tenant-admin', 'acme');
const pat = personOf('project-admin', 'acme.shop');
const eve = personOf('tenant-admin', 'globex');

describeOnBothStates('alerts silenced several at once', (states) => {
  let state: State;
  let clock: VirtualClock;
  let world: NotifyWorld;
  let told: string[];
  /** `other` is of globex. */
  let ids: Readonly<Record<'shop' | 'disk' | 'blog' | 'other', string>>;
  let rules: Readonly<Record<'acme' | 'globex', Rule>>;

  beforeEach(async () => {
    state = await states.open(NOTIFY_MIGRATIONS);
    clock = new VirtualClock(Date.parse('2026-03-02T10:00:00Z'));
    told = [];
    const send = async (request: { url: string; body?: string | Uint8Array }) => {
      const { type } = JSON.parse(String(request.body));
      if (type === 'incident.firing') told.push(new URL(request.url).host);
      return OK;
    };
    world = await openNotifyWorld({ state, clock, outbound: { send } });
    await world.start();
    rules = { acme: await ruleFor('acme'), globex: await ruleFor('globex') };
    const { acme, globex } = rules;
    for (const [rule, namespace] of [
      [acme, 'acme-prod'],
      [acme, 'acme-blog'],
      [globex, 'globex-prod'],
    ] as const) {
      await fire(rule, namespace);
    }
    await fire(acme, 'acme-prod', { disk: 'b' });
    await clock.advance(1_000);
    const of = await Promise.all(['acme', 'globex'].map((owner) => world.incidents(owner)));
    const idIn = (namespace: string, isDisk = false) =>
      of.flat().find((one) => one.namespace === namespace && one.labels.includes('disk') === isDisk)
        ?.id ?? '';
    ids = {
      shop: idIn('acme-prod'),
      disk: idIn('acme-prod', true),
      blog: idIn('acme-blog'),
      other: idIn('globex-prod'),
    };
    told = [];
  });
  afterEach(() => world.stop());

  async function ruleFor(owner: string): Promise<Rule> {
    const settings = { url: `https://${owner}.example/hook` };
    const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
    return world.addRule(owner, { name: 'Load', channels: [id] });
  }
  async function fire(rule: Rule, namespace: string, labels = {}): Promise<void> {
    await world.postAs([{ rule, namespace, labels, endsAtMs: clock.nowMs() + 100 * HOUR }]);
  }
  async function end(rule: Rule, namespace: string): Promise<void> {
    await world.postAs([{ rule, namespace, startsAtMs: 0, endsAtMs: clock.nowMs() }]);
    await clock.advance(1_000);
  }
  const silence = async (
    principal: Principal,
    owner: string,
    of: readonly string[],
    endsAtMs: number | null = clock.nowMs() + 2 * HOUR,
  ) => {
    const kind = endsAtMs === null ? 'blacklist' : 'silence';
    const what = { kind, reason: 'moving house', endsAtMs } as const;
    const items = await world.silences.createForAlerts({ principal, owner, ids: of, ...what });
    return items.map(({ outcome }) => outcome);
  };
  const kept = (principal: Principal, owner: string) =>
    world.silences.list(principal, owner, ALL, PAGE).items;

  it('each by a silence of its own, that outlives a restart and covers its alert alone', async () => {
    expect(await silence(ann, 'acme', [ids.shop, ids.disk, ids.shop])).toEqual(['done', 'done']);
    const [first] = kept(ann, 'acme');
    expect(first?.silence).toMatchObject({
      reason: 'moving house',
      createdBy: 'acme',
      revision: 1,
    });
    await world.restart();
    expect(kept(ann, 'acme')).toHaveLength(2);
    const history = await world.silences.history(ann, 'acme', first?.silence.id ?? '');
    expect(history.map(({ kind }) => kind)).toEqual(['created']);
    const muted = world.silences.muted(ann, 'acme').map(({ incident }) => incident.id);
    expect(muted.sort()).toEqual([ids.shop, ids.disk].sort());
    // A new episode of the alert is silenced as well, and told when the silence is over.
    for (const namespace of ['acme-prod', 'acme-blog']) await end(rules.acme, namespace);
    await clock.advance(60_000);
    told = [];
    for (const namespace of ['acme-prod', 'acme-blog']) await fire(rules.acme, namespace);
    await clock.advance(HOUR);
    await waitUntil(() => told.length > 0, { what: 'the new episode' });
    expect(told).toEqual(['acme.example']);
    await clock.advance(2 * HOUR);
    await waitUntil(() => told.length > 1, { what: 'what was silenced' });
    expect(told).toEqual(['acme.example', 'acme.example']);
  });

  it('says for each what became of it', async () => {
    await end(rules.acme, 'acme-blog');
    const asked = [ids.shop, ids.blog, UNKNOWN, ids.other];
    const answer = ['done', 'incident_over', 'not_found', 'not_found'];
    expect(await silence(ann, 'acme', asked)).toEqual(answer);
    expect(await silence(ann, 'acme', [ids.shop], clock.nowMs() + HOUR)).toEqual(['unchanged']);
    expect(await silence(ann, 'acme', [ids.shop], clock.nowMs() + 3 * HOUR)).toEqual(['done']);
    expect(await silence(ann, 'acme', [ids.shop], null)).toEqual(['done']);
    expect(await silence(ann, 'acme', [ids.shop], null)).toEqual(['unchanged']);
    expect(kept(ann, 'acme').map((one) => one.silence.kind)).toEqual([
      'blacklist',
      'silence',
      'silence',
    ]);
  });

  it('an id of the neighbour changes nothing and tells nothing', async () => {
    expect(await silence(eve, 'globex', [ids.shop, UNKNOWN])).toEqual(['not_found', 'not_found']);
    await expect(silence(eve, 'acme', [ids.shop])).rejects.toMatchObject({ kind: 'scope_denied' });
    await expect(silence(eve, 'nobody', [ids.shop])).rejects.toMatchObject({
      kind: 'scope_denied',
    });
    await end(rules.acme, 'acme-prod');
    expect(await silence(eve, 'globex', [ids.shop])).toEqual(['not_found']);
    expect([kept(ann, 'acme'), kept(eve, 'globex')]).toEqual([[], []]);
  });

  it('asks for the right on each incident', async () => {
    const asked = [ids.shop, ids.blog];
    expect(await silence(pat, 'acme', asked)).toEqual(['done', 'not_found']);
    const looker = personOf('environment-member', 'acme.blog.prod');
    const both: Principal = {
      kind: 'user',
      id: 'both',
      name: 'both',
      bindings: [...bindingsOf(pat), ...bindingsOf(looker)],
    };
    expect(await silence(both, 'acme', [ids.disk, ids.blog])).toEqual(['done', 'scope_denied']);
    expect(kept(ann, 'acme')).toHaveLength(2);
  });

  it('a time that is over silences none of them', async () => {
    const past = silence(ann, 'acme', [ids.shop, ids.disk], clock.nowMs() - 1);
    await expect(past).rejects.toMatchObject({ kind: 'invalid' });
    expect(kept(ann, 'acme')).toEqual([]);
  });
});

function bindingsOf(principal: Principal) {
  return principal.kind === 'user' ? principal.bindings : [];
}
