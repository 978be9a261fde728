import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RuleCopyAnswer, RuleCopyPreview } from '../../web/contract/rule-changes.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiClient } from '../support/api-client.ts';
import {
  hookOf,
  type NeighbourWorld,
  openNeighbourWorld,
  ruleOf,
} from '../support/neighbour-world.ts';

/** Somebody of umbrella against what works on rules of others. */
describe('what works on rules, against a neighbour', () => {
  let service: NeighbourWorld['service'];

  let acme: ApiClient;
  let umbrella: ApiClient;
  let victim: NeighbourWorld['victim'];

  beforeAll(async () => {
    ({ service, acme, umbrella, victim } = await openNeighbourWorld());
  }, 60_000);
  afterAll(() => service?.remove());

  it("does nothing with a neighbour's rules among several, and says nothing of them", async () => {
    const [id, unknown] = [victim.rule.id, '01J00000000000000000000000'];
    const post = async (path: string, body: object) => {
      const answer = await umbrella.call('POST', `/api/v1/tenants/umbrella/rules/${path}`, body);
      const text = JSON.stringify(answer.body).replaceAll(id, 'ID').replaceAll(unknown, 'ID');
      return [answer.status, text.replace(/"requestId":"[\w-]+"/, '')];
    };
    const rule = ruleOf({ scope: 'umbrella' });
    const bodies: readonly (readonly [string, (id: string) => object])[] = [
      ['impact', (one) => ({ action: 'delete', ids: [one] })],
      ['impact', (one) => ({ action: 'update', id: one, rule })],
      ['copy/preview', (one) => ({ ids: [one], scope: 'umbrella' })],
      ['copy', (one) => ({ ids: [one], scope: 'umbrella' })],
      ['bulk', (one) => ({ ids: [one], action: 'delete' })],
      ['bulk', (one) => ({ ids: [one], action: 'add_channel', channel: victim.channel.id })],
      ['rerender', (one) => ({ ids: [one] })],
    ];
    for (const [path, body] of bodies) {
      const theirs = await post(path, body(id));
      expect([path, theirs]).toEqual([path, await post(path, body(unknown))]);
      expect(theirs[1]).toContain('does not exist');
    }
    expect(await acme.get<Rule>(`/api/v1/tenants/acme/rules/${id}`)).toEqual({
      ...victim.rule,
      status: expect.any(Array),
    });
  });

  it('copies, changes and asks about rules of its own, and puts none in front of a neighbour', async () => {
    const base = '/api/v1/tenants/umbrella/rules';
    const channel = await umbrella.post<{ id: string }>(
      '/api/v1/tenants/umbrella/channels',
      hookOf(),
    );
    const rule = await umbrella.post<Rule>(base, ruleOf({ scope: 'umbrella', name: 'own' }));
    const ids = [rule.id];
    const copy = { ids, scope: 'umbrella.shop.prod' };
    const preview = await umbrella.post<RuleCopyPreview>(`${base}/copy/preview`, copy);
    expect(preview.items[0]).toMatchObject({ name: 'own', rule: { scope: copy.scope } });
    const made = await umbrella.post<RuleCopyAnswer>(`${base}/copy`, copy);
    const [first] = made.items;
    expect(first).toMatchObject({ outcome: 'done', message: null });
    expect(await umbrella.get<Rule>(`${base}/${first?.copy}`)).toMatchObject({ name: 'own' });
    for (const scope of ['acme', 'acme.shop.prod', '_platform', 'nobody']) {
      const answers = ['copy', 'copy/preview'].map((path) =>
        umbrella.call('POST', `${base}/${path}`, { ids, scope }),
      );
      const [copied, shown] = await Promise.all(answers);
      expect([copied?.status, shown?.status]).toEqual([200, 403]);
      expect(copied?.body).toMatchObject({ items: [{ outcome: 'failed', copy: null }] });
    }
    const gone = { ids, scope: 'umbrella.shop.none' };
    const nowhere = await umbrella.post<RuleCopyPreview>(`${base}/copy/preview`, gone);
    expect(nowhere.items[0]).toMatchObject({ rule: null, message: 'the scope does not exist' });
    const add = { ids, action: 'add_channel', channel: channel.id };
    expect(await umbrella.post(`${base}/bulk`, add)).toMatchObject({
      items: [{ outcome: 'done' }],
    });
    expect((await umbrella.get<Rule>(`${base}/${rule.id}`)).channels).toEqual([channel.id]);
    await umbrella.post(`${base}/bulk`, { ...add, action: 'remove_channel' });
    expect((await umbrella.get<Rule>(`${base}/${rule.id}`)).channels).toEqual([]);
    const noChannel = await umbrella.call('POST', `${base}/bulk`, { ids, action: 'add_channel' });
    expect(noChannel.status).toBe(400);
    const nothing = { incidents: [], hidden: 0, channels: [] };
    expect(await umbrella.post(`${base}/impact`, { action: 'disable', ids })).toEqual(nothing);
    const place = '/api/v1/tenants/umbrella/projects/shop/environments/prod/impact';
    expect(await umbrella.get(place)).toMatchObject({ ...nothing, rules: [{ name: 'own' }] });
    expect((await umbrella.call('GET', place.replace('umbrella', 'acme'))).status).toBe(403);
  });

  it('takes a changed template over in all rules of its owner, and in no other', async () => {
    const document = {
      resource: 'redis',
      rule: 'queueLength',
      title: { en: 'Length of queues', zh: '' },
      description: { en: 'Jobs that wait.', zh: '' },
      advice: { en: 'See whether the workers run.', zh: '' },
      promql: 'sum by ($by) (redis_key_size{namespace=~"$namespace"})',
      unit: 'count',
      labels: [{ name: 'namespace', group: 'always', filter: true }],
      operator: '>',
      levels: [{ severity: 'critical', threshold: 100 }],
      for: '5m',
    };
    const id = 'middlewires.redis.queueLength';
    const { expression, ...rest } = ruleOf({ name: 'of a template' });
    const source = { kind: 'template', template: id, parameters: {} };
    const made = async (client: ApiClient, owner: string) => {
      const base = `/api/v1/tenants/${owner}`;
      await client.post(`${base}/rule-templates`, document);
      const rule = await client.post<Rule>(`${base}/rules`, { ...rest, scope: owner, source });
      const promql = document.promql.replace('sum', 'max');
      await client.put(`${base}/rule-templates/${id}`, { ...document, promql }, 1);
      return rule.id;
    };
    const [mine, theirs] = [await made(umbrella, 'umbrella'), await made(acme, 'acme')];
    const rules = '/api/v1/tenants/umbrella/rules';
    const before = await umbrella.get<Rule>(`${rules}/${mine}`);
    expect(before).toMatchObject({
      expression: 'sum by (namespace) (redis_key_size)',
      templateChange: 'max by (namespace) (redis_key_size)',
    });
    const done = { items: [{ id: mine, outcome: 'done', message: null }] };
    expect(await umbrella.post(`${rules}/rerender`, { template: id })).toEqual(done);
    expect(await umbrella.get<Rule>(`${rules}/${mine}`)).toMatchObject({
      expression: before.templateChange,
      templateChange: null,
      levels: before.levels,
      revision: 2,
    });
    const neighbour = await acme.get<Rule>(`/api/v1/tenants/acme/rules/${theirs}`);
    expect([neighbour.revision, neighbour.templateChange]).toEqual([1, before.templateChange]);
  });

  it.each([
    ["another tenant's channel", () => ({ scope: 'umbrella', channels: [victim.channel.id] }), 400],
    ['another tenant', () => ({ scope: 'acme' }), 400],
    ["another tenant's environment", () => ({ scope: 'acme.shop.prod@lab' }), 400],
    ['the platform', () => ({ scope: '_platform' }), 400],
    ['the platform of a cluster', () => ({ scope: '_platform@lab' }), 400],
    ['an unknown project', () => ({ scope: 'umbrella.nothing' }), 403],
    ['an unknown cluster', () => ({ scope: 'umbrella@nothing' }), 403],
    ['two clusters', () => ({ scope: 'umbrella@lab@lab' }), 400],
    [
      'a label that says whose it is',
      () => ({ scope: 'umbrella', labels: { namespace: 'acme-prod' } }),
      400,
    ],
    ['a label of ours', () => ({ scope: 'umbrella', labels: { tocsin_rule: 'x' } }), 400],
    [
      'a template that queries',
      () => ({ scope: 'umbrella', annotations: { a: '{{ query "up" }}' } }),
      400,
    ],
  ])('refuses a rule that names %s', async (_, change, status) => {
    const answer = await umbrella.call('POST', '/api/v1/tenants/umbrella/rules', ruleOf(change()));
    expect(answer.status).toBe(status);
  });
});
