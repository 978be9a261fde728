import { expect } from 'vitest';
import type { ApiClient } from './api-client.ts';
import type { GrafanaRecorder } from './grafana-recorder.ts';

const RULES = '/grafana/api/ruler/acme-rules/api/v1/rules';
const SILENCES = '/grafana/api/alertmanager/acme-alerts/api/v2/silences';
/** As Grafana's pages escape them. */
const TEAM = encodeURIComponent('team \u591c\u73ed');
const GROUP = encodeURIComponent('No orders (100%)');
const group = { name: 'No orders (100%)', rules: [{ alert: 'NoOrders', expr: 'absent(orders)' }] };
const silence = () => ({
  matchers: [{ name: 'alertname', value: 'NoOrders', isRegex: false, isEqual: true }],
  startsAt: new Date(Date.now()).toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...{ createdBy: 'somebody else', comment: 'from Grafana' },
});
type Items = { readonly items: readonly Record<string, unknown>[] };
const by = 'acme-admin (through Grafana token rules and silences)';

/** A member who may, and two who may not, write a rule group and a silence in Grafana's own pages. */
export async function writeThroughGrafana(
  enter: (name: string) => Promise<ApiClient>,
  grafana: Pick<GrafanaRecorder, 'seen'>,
): Promise<void> {
  const admin = await enter('acme-admin');
  for (const name of ['ann', 'zoe']) {
    const client = await enter(name);
    const refused = [
      await client.call('POST', `${RULES}/${TEAM}`, group),
      await client.call('DELETE', `${RULES}/${TEAM}`),
      await client.call('POST', SILENCES, silence()),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
  }
  expect(grafana.seen).toEqual([]);
  const written = await admin.call('POST', `${RULES}/${TEAM}`, group);
  expect([written.status, written.body]).toEqual([202, expect.anything()]);
  const one = await admin.call('GET', `${RULES}/${TEAM}/${GROUP}`);
  expect([one.status, String(one.body)]).toEqual([200, expect.stringContaining('NoOrders')]);
  const { items } = await admin.get<Items>('/api/v1/tenants/acme/rules?limit=500');
  const rule = items.find(({ name }) => name === 'NoOrders');
  expect(rule).toMatchObject({ name: 'NoOrders' });
  expect(JSON.stringify(rule)).toContain(by);
  expect(String((await admin.call('GET', RULES)).body)).toContain('NoOrders');
  // Grafana says 202 where the data source said 200.
  expect([200, 202]).toContain((await admin.call('POST', SILENCES, silence())).status);
  const silences = await admin.get<Items>('/api/v1/tenants/acme/silences?limit=100');
  expect(silences.items).toEqual([expect.objectContaining({ createdBy: by })]);
  expect((await admin.call('DELETE', `${RULES}/${TEAM}/${GROUP}`)).status).toBe(202);
  const others = await (await enter('zoe')).get<Items>('/api/v1/tenants/globex/rules?limit=500');
  expect(JSON.stringify(others)).not.toContain('NoOrders');
}
