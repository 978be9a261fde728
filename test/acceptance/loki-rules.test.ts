import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LokiLab } from '../support/loki-lab.ts';
import type { ScriptedLoki } from '../support/scripted-loki.ts';
import { startTwoLokis, type TwoLokis } from '../support/two-lokis.ts';

let two: TwoLokis;
let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  two = await startTwoLokis();
  ({ loki, lab } = two);
});
beforeEach(() => two.forget());
afterAll(() => two.stop());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  lab.send({ path, headers });

describe('rules and alerts', () => {
  const rule = (name: string, labels: Record<string, string>, alertsOf: readonly string[]) => ({
    type: 'alerting',
    name,
    query: `rate({app="${name}"}[5m])`,
    labels,
    annotations: { text: `of ${name}` },
    lastError: 'secret error',
    health: 'ok',
    state: 'firing',
    alerts: alertsOf.map((ns) => ({
      labels: { alertname: name, ns },
      state: 'firing',
      value: '1',
    })),
  });

  it('shows own rules, alerts of shared ones, and nothing of others', async () => {
    loki.rules.rules = {
      groups: [
        {
          name: 'g',
          file: '/etc/rules/globex.yml',
          rules: [
            rule('mine', { ns: 'acme' }, ['acme']),
            rule('shared', {}, ['acme', 'globex']),
            rule('other', { ns: 'globex' }, ['globex']),
          ],
        },
      ],
    };
    loki.rules.alerts = {
      alerts: ['acme', 'globex'].map((ns) => ({ labels: { ns }, state: 'firing', value: '1' })),
    };
    const headers = { authorization: 'Bearer acme.shop' };
    const root = '/scopes/acme.shop/loki/prometheus/api/v1';
    const { groups } = JSON.parse((await get(`${root}/rules`, headers)).body).data;
    expect(groups[0].rules.map((one: { name: string }) => one.name)).toEqual(['mine', 'shared']);
    expect(groups[0].rules[1]).toMatchObject({ query: '', labels: {}, annotations: {} });
    expect(JSON.stringify(groups)).not.toMatch(/globex|"lastError":"secret error".*lastError/);
    const named = await get(`${root}/rules?rule_name=mine&type=alert`, headers);
    expect(JSON.parse(named.body).data.groups[0].rules).toHaveLength(1);
    const { alerts } = JSON.parse((await get(`${root}/alerts`, headers)).body).data;
    expect(alerts.map((one: { labels: { ns: string } }) => one.labels.ns)).toEqual(['acme']);
  });

  it('has none where the backend has no ruler or no rules', async () => {
    loki.answer((response) => {
      response.writeHead(404).end('404 page not found');
      return true;
    });
    const rules = await get('/scopes/acme.shop/loki/prometheus/api/v1/rules');
    expect(JSON.parse(rules.body).data).toEqual({ groups: [] });
  });
});
