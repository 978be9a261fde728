import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { TenantId } from '../adversary/attack.ts';
import { attackAll, type Field } from '../adversary/campaign.ts';
import { foreignWord, TENANTS, WORDS } from '../adversary/words.ts';
import { ALERTS_CONFIG, ATTACKS, aimBelow, tokenOf } from '../support/alerts-lab.ts';
import { tokenClient } from '../support/api-client.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';

/** Everything that Grafana's reader of rule groups knows. */
const GROUP_KEYS = ['name', 'interval', 'rules'];
const RULE_KEYS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

interface WireRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
interface WireGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly WireRule[];
}
type Namespaces = Readonly<Record<string, readonly WireGroup[]>>;
interface Rule {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly scope: string;
  readonly status: unknown;
}
/** Those that Grafana asks. */
const RULER_PATHS = ['prometheus/config/v1/rules', 'prometheus/rules', 'loki/api/prom/rules'];

const load = (threshold: number, more: object = {}) => ({
  alert: 'Load',
  expr: `sum by (namespace) (load) > ${threshold}`,
  for: '5m',
  labels: { severity: 'warning', team: 'a' },
  annotations: { summary: WORDS.acme },
  ...more,
});
const recording = { record: 'namespace:load:sum', expr: 'sum by (namespace) (load)' };

describe('the ruler API of a scope', () => {
  let service: TocsinProcess;
  const config = {
    ...ALERTS_CONFIG,
    clusters: ALERTS_CONFIG.clusters.map((cluster) => ({
      ...{ ...cluster, metrics: { kind: 'embedded' }, logs: { kind: 'embedded' } },
      ruleSink: { kind: 'embedded' },
    })),
  };
  const MIMIR = 'prometheus/config/v1/rules';
  const path = (scope: string, rest = '', base = MIMIR) => `/scopes/${scope}/${base}${rest}`;
  const send = async (
    target: string,
    { method = 'GET', tenant = 'acme', what = 'all', text = undefined as string | undefined } = {},
  ) => {
    const { headers } = tokenClient(service.url, tokenOf(tenant as TenantId, what));
    const answer = await fetch(`${service.url}${target}`, {
      ...{ method, headers },
      // A body of bytes has no content type, as Grafana sends it.
      ...(text === undefined ? {} : { body: new TextEncoder().encode(text) }),
    });
    const { status } = answer;
    return { status, type: answer.headers.get('content-type') ?? '', body: await answer.text() };
  };
  const post = (target: string, group: object, tenant?: TenantId, what?: string) =>
    send(target, {
      ...{ method: 'POST', text: stringify(group) },
      ...(tenant ? { tenant } : {}),
      ...(what ? { what } : {}),
    });
  const list = async (scope: string, tenant: TenantId = 'acme', base = MIMIR) =>
    parse((await send(path(scope, '', base), { tenant })).body) as Namespaces;
  const rulesOf = async (tenant: TenantId) =>
    (
      await tokenClient(service.url, tokenOf(tenant)).get<{ items: readonly Rule[] }>(
        `/api/v1/tenants/${tenant}/rules?limit=500`,
      )
    ).items;

  beforeAll(async () => {
    service = await startTocsin({ config });
    for (const tenant of TENANTS) {
      const group = {
        name: `own ${WORDS[tenant]}`,
        rules: [{ alert: `Own${tenant}`, expr: `own_${WORDS[tenant]} > 1` }],
      };
      await post(path(`${tenant}.shop.prod`, `/${WORDS[tenant]}`), group, tenant);
    }
  });
  afterAll(() => service?.remove());

  it('writes a group, tells it as it was written, and in the list of rules with its state', async () => {
    const group = { name: 'loads', interval: '30s', rules: [load(5), recording] };
    const target = path('acme.shop.prod', '/team%2Fa');
    const written = await post(target, group);
    expect([written.status, JSON.parse(written.body).status]).toEqual([202, 'success']);
    expect(written.type).toContain('json');
    const all = await list('acme.shop.prod');
    expect(Object.keys(all)).toEqual([WORDS.acme, 'team/a'].sort());
    expect(all['team/a']).toEqual([group]);
    const one = await send(`${target}/loads`);
    expect([one.status, one.type.includes('yaml'), parse(one.body)]).toEqual([200, true, group]);
    expect(parse((await send(target)).body)).toEqual({ 'team/a': [group] });
    // From above, the namespace says where it is.
    expect(Object.keys(await list('acme')).sort()).toEqual(
      [`acme.shop.prod/${WORDS.acme}`, 'acme.shop.prod/team/a'].sort(),
    );
    await expect
      .poll(async () => stateOf('acme.shop.prod'), { timeout: 20_000, interval: 200 })
      .toContainEqual({
        ...{ file: 'team/a', name: 'loads', interval: 30 },
        rules: [
          {
            type: 'alerting',
            name: 'Load',
            labels: load(5).labels,
            annotations: load(5).annotations,
          },
          { type: 'recording', name: recording.record, labels: {} },
        ],
      });
  });

  const stateOf = async (scope: string) => {
    const { body } = await send(`/scopes/${scope}/prometheus/api/v1/rules`);
    const { groups } = (JSON.parse(body) as { data: { groups: StateGroup[] } }).data;
    return groups.map(({ file, name, interval, rules }) => ({
      ...{ file, name, interval },
      rules: rules.map(({ type, name: rule, labels, annotations }) => ({
        ...{ type, name: rule, labels },
        ...(annotations ? { annotations } : {}),
      })),
    }));
  };
  interface StateGroup {
    readonly file: string;
    readonly name: string;
    readonly interval: number;
    readonly rules: readonly {
      readonly type: string;
      readonly name: string;
      readonly labels: object;
      readonly annotations?: object;
    }[];
  }

  it('keeps the identity of rules that are written again, renamed or left out', async () => {
    const before = (await rulesOf('acme')).find(({ name }) => name === 'Load');
    const same = { name: 'loads', interval: '30s', rules: [load(5), recording] };
    const target = path('acme.shop.prod', '/team%2Fa');
    await post(target, same);
    const again = (await rulesOf('acme')).find(({ name }) => name === 'Load');
    // What the sink says of it goes on meanwhile.
    expect(again).toEqual({ ...before, status: again?.status });
    await post(target, { ...same, rules: [load(7), recording] });
    const raised = (await rulesOf('acme')).find(({ name }) => name === 'Load');
    expect([raised?.id, raised?.revision]).toEqual([before?.id, (before?.revision ?? 0) + 1]);
    await post(target, { ...same, rules: [load(7, { alert: 'Heavy' }), recording] });
    const renamed = (await rulesOf('acme')).find(({ name }) => name === 'Heavy');
    expect(renamed?.id).toBe(before?.id);
    await post(target, { ...same, rules: [recording] });
    expect((await rulesOf('acme')).map(({ name }) => name)).not.toContain('Heavy');
    expect((await list('acme.shop.prod'))['team/a']).toEqual([{ ...same, rules: [recording] }]);
  });

  it('joins severities of one question to levels of one rule, and leaves receivers alone', async () => {
    const target = path('acme', '/acme.shop.dev');
    const critical = load(9, { labels: { severity: 'critical', team: 'a' } });
    const warning = load(5);
    expect((await post(target, { name: 'Load', rules: [critical, warning] })).status).toBe(202);
    const client = tokenClient(service.url, tokenOf('acme'));
    const made = (await rulesOf('acme')).find(({ scope }) => scope === 'acme.shop.dev');
    expect(made?.name).toBe('Load');
    const rule = await client.get<Record<string, unknown>>(
      `/api/v1/tenants/acme/rules/${made?.id}`,
    );
    expect(rule.levels).toHaveLength(2);
    const listed = (await list('acme'))['acme.shop.dev'];
    expect(listed).toEqual([{ name: 'Load', interval: '1m', rules: [critical, warning] }]);
    for (const group of Object.values(await list('acme')).flat()) {
      expect(GROUP_KEYS).toEqual(expect.arrayContaining(Object.keys(group)));
      for (const one of group.rules) {
        expect(RULE_KEYS).toEqual(expect.arrayContaining(Object.keys(one)));
      }
    }
    expect((await send(`${target}/Load`, { method: 'DELETE' })).status).toBe(202);
    expect((await send(`${target}/Load`)).status).toBe(404);
  });

  it('tells rules that were made elsewhere, each as a group of its name', async () => {
    const client = tokenClient(service.url, tokenOf('acme'));
    const draft = {
      ...{ name: 'Made elsewhere', scope: 'acme.shop.dev', interval: '1m', labels: {} },
      ...{ expression: 'up', annotations: {}, channels: [], enabled: true },
      levelChange: 'raised',
      levels: [{ severity: 'critical', operator: '<', threshold: 1, for: '1m' }],
    };
    for (const _ of [1, 2]) await client.post('/api/v1/tenants/acme/rules', draft);
    const groups = (await list('acme'))['acme.shop.dev'] ?? [];
    expect(groups.map(({ name }) => name)).toEqual(['Made elsewhere', 'Made elsewhere 2']);
    expect(groups[0]?.rules).toEqual([
      { alert: 'Made elsewhere', expr: 'up < 1', for: '1m', labels: { severity: 'critical' } },
    ]);
    const gone = await send(path('acme', '/acme.shop.dev'), { method: 'DELETE' });
    expect(gone.status).toBe(202);
    expect((await rulesOf('acme')).filter(({ scope }) => scope === 'acme.shop.dev')).toEqual([]);
  });

  it.each([
    ['prometheus/rules', 'up > 1'],
    ['loki/api/prom/rules', 'sum(count_over_time({app="a"} |= "x" [5m])) > 1'],
    ['loki/loki/api/v1/rules', 'sum(count_over_time({app="b"} |= "y" [5m])) > 1'],
  ])('serves %s as well, in its language', async (base, expr) => {
    const group = { name: 'here', interval: '1m', rules: [{ alert: 'Here', expr, for: '1m' }] };
    expect((await post(path('acme.shop', '/ns', base), group)).status).toBe(202);
    const found = (await list('acme.shop', 'acme', base)).ns?.[0]?.rules;
    expect(found).toEqual([{ ...group.rules[0], labels: { severity: 'warning' } }]);
    expect((await send(path('acme.shop', '/ns', base), { method: 'DELETE' })).status).toBe(202);
  });

  it.each(TENANTS.flatMap((tenant) => RULER_PATHS.map((base) => [tenant, base] as const)))(
    "of %s is taken for a ruler by Grafana's question for a group that is not there: %s",
    async (tenant, base) => {
      const group = await send(path(tenant, '/test/test', base), { tenant });
      expect([group.status, group.type]).toEqual([
        404,
        expect.stringContaining('application/json'),
      ]);
      expect(JSON.parse(group.body).message).toContain('group does not exist');
      const namespace = await send(path(tenant, '/test', base), { tenant });
      expect(namespace.status).toBe(404);
      expect(JSON.parse(namespace.body).message).toContain('no rule groups found');
    },
  );

  it.each([
    ['no YAML', '{', /cannot be taken/],
    ['no name', 'rules: [{alert: A, expr: up}]', /names no group/],
    ['no rules', 'name: a\nrules: []', /holds no rules/],
    ['a bad question', 'name: a\nrules: [{alert: A, expr: "up ="}]', /nothing was written/],
    [
      'a severity of other people',
      'name: a\nrules: [{alert: A, expr: up, labels: {severity: page}}]',
      /not one of/,
    ],
    ['nothing', '', /cannot be taken/],
  ])('refuses a group with %s and says why', async (_, text, words) => {
    const before = await list('acme');
    const answer = await send(path('acme', '/ns'), { method: 'POST', text });
    expect([answer.status, answer.type.includes('json')]).toEqual([400, true]);
    expect(JSON.parse(answer.body).message).toMatch(words);
    expect(await list('acme')).toEqual(before);
  });

  it('shows and lets change only what is held', async () => {
    const mine = await list('acme');
    expect(foreignWord(JSON.stringify(mine), 'acme')).toBeNull();
    expect(JSON.stringify(mine)).toContain(WORDS.acme);
    const group = { name: 'loads', rules: [load(1)] };
    const denied = [
      await post(path('globex', '/team%2Fa'), group),
      await post(path('acme', '/team%2Fa'), group, 'acme', 'prod'),
      await post(path('acme.shop.dev', '/team%2Fa'), group, 'acme', 'prod'),
      await send(path('globex')),
      await send(path('globex.shop.prod', `/${WORDS.globex}`), { method: 'DELETE' }),
    ];
    expect(denied.map(({ status }) => status)).toEqual(denied.map(() => 403));
    for (const { body } of denied) expect(foreignWord(body, 'acme')).toBeNull();
    // The name of the neighbour's scope is a name of one's own namespace, and nothing else.
    const named = `/globex.shop.prod%2F${WORDS.globex}`;
    expect((await post(path('acme.shop.prod', named), group)).status).toBe(202);
    expect((await list('acme.shop.prod'))[`globex.shop.prod/${WORDS.globex}`]).toHaveLength(1);
    expect(JSON.stringify(await list('globex', 'globex'))).not.toContain('Load');
    expect((await send(path('acme.shop.prod', named), { method: 'DELETE' })).status).toBe(202);
    expect(await rulesOf('globex')).toHaveLength(1);
    expect((await fetch(`${service.url}${path('acme')}`)).status).toBe(401);
  });

  it.each([
    ['GET', ''],
    ['GET', '/ns'],
    ['POST', '/ns'],
  ])('survives the attacks on paths and headers: %s %s', async (method, rest) => {
    const field: Field = {
      url: service.url,
      tokenOf: ({ tenant }) => tokenOf(tenant),
      left: () => [],
      forget: () => undefined,
      leftProblem: () => null,
    };
    for (const tenant of TENANTS) {
      const aim = aimBelow(`${MIMIR}${rest}`, method, `config/v1/rules${rest}`, tenant);
      const { problems, shots } = await attackAll(field, aim, ATTACKS);
      // The judge knows the errors of Prometheus and Loki; these answer as rulers do.
      expect(problems.filter((one) => !one.includes('is not worded as'))).toEqual([]);
      expect(shots).toBeGreaterThan(30);
    }
  });

  it('knows no other methods', async () => {
    const answer = await send(path('acme', '/ns'), { method: 'PUT', text: 'x' });
    expect(answer.status).toBe(405);
    expect((await send(path('acme', '/a/b/c'))).status).toBe(404);
  });
});
