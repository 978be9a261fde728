import { describe, expect, it } from 'vitest';
import { decidePath } from './decide-path.ts';
import { decideView, type HeldPlace } from './decide-view.ts';
import { plainTarget } from './plain-target.ts';

const placeOf = (tenant: string, organisation: number): HeldPlace => ({
  tenant,
  organisation,
  // Somebody may write Grafana's own name into the configuration.
  dataSources: new Set([`${tenant}-metrics`, `${tenant}-alerts`, 'grafana']),
  dashboards: null,
  ...{ mayWrite: true, mayRule: true, maySilence: true },
});
const ACME = placeOf('acme', 3);
/** Two tenants in one organisation; the person may write of acme alone. */
const TOGETHER: readonly HeldPlace[] = [
  { ...placeOf('acme', 1), dashboards: new Set() },
  { ...placeOf('globex', 1), dashboards: new Set(), mayRule: false, maySilence: false },
];
const READER: readonly HeldPlace[] = [{ ...ACME, mayRule: false, maySilence: false }];

interface Given {
  readonly places?: readonly HeldPlace[];
  readonly isOn?: boolean;
  readonly body?: string;
}

function decide(asked: string, { places = [ACME], isOn = true, body = '{}' }: Given = {}): string {
  const [method = '', target = ''] = asked.split(/ (.*)/s);
  const plain = plainTarget(`/grafana${target}`, '/grafana');
  if (plain === null) return 'no plain path';
  const match = decidePath(method, plain);
  if (match === null) return 'not on the list';
  const view = { target: plain, match, wish: undefined, body: Buffer.from(body) };
  const settings = { explore: true, live: true, alerting: isOn };
  const decision = decideView(view, places, settings);
  return decision.kind === 'refused' ? `refused: ${decision.reason}` : `asked: ${decision.target}`;
}

const READS: readonly string[] = [
  'GET /api/ruler/acme-metrics/api/v1/rules?subtype=mimir',
  'GET /api/ruler/acme-metrics/api/v1/rules/shop',
  'GET /api/ruler/acme-metrics/api/v1/rules/shop/orders',
  'GET /api/prometheus/acme-metrics/api/v1/rules?limit_alerts=16',
  'GET /api/prometheus/acme-metrics/api/v1/alerts',
  'GET /api/alertmanager/acme-alerts/api/v2/status',
  'GET /api/alertmanager/acme-alerts/api/v2/alerts',
  'GET /api/alertmanager/acme-alerts/api/v2/alerts/groups',
  'GET /api/alertmanager/acme-alerts/api/v2/silences',
  'GET /api/alertmanager/acme-alerts/api/v2/silence/abc',
];
const RULES: readonly string[] = [
  'POST /api/ruler/acme-metrics/api/v1/rules/shop',
  'DELETE /api/ruler/acme-metrics/api/v1/rules/shop',
  'DELETE /api/ruler/acme-metrics/api/v1/rules/shop/orders',
];
const SILENCES: readonly string[] = [
  'POST /api/alertmanager/acme-alerts/api/v2/silences',
  'DELETE /api/alertmanager/acme-alerts/api/v2/silence/abc',
];
const WRITES: readonly string[] = [...RULES, ...SILENCES];
const ALL: readonly string[] = [...READS, ...WRITES];
const toNeighbour = (asked: string) => asked.replace(/acme-(metrics|alerts)/, 'globex-$1');

describe("Grafana's own pages about alerting", () => {
  it.each([
    '/alerting/acme-metrics/cri%24acme.shop.prod%24CPU%2Fcores%24Load%24-12/view',
    '/alerting/acme-metrics/namespaces/acme.shop.prod%2Fteam%20a/groups/a%2Fb/view',
    "/alerting/acme-metrics/pri$shop$CPU%1Fcores$it's%20busy/view",
    '/alerting/%E4%B8%BB%E6%9C%BA/edit',
  ])('are there again after a reload, and nothing of the name goes to Grafana: %s', (page) => {
    expect(decide(`GET ${page}`)).toBe('asked: /alerting/list?orgId=3');
    expect(decide(`GET ${page}?tab=query&orgId=4`)).not.toContain('asked');
  });

  it('are shown where they are switched on', () => {
    expect(decide('GET /alerting/list')).toBe('asked: /alerting/list?orgId=3');
    expect(decide('GET /alerting')).toBe('asked: /alerting?orgId=3');
    expect(decide('GET /alerting/silences', { isOn: false })).toContain('switched off');
    expect(decide('GET /alerting/a%2Fb/view', { isOn: false })).toContain('switched off');
  });

  it.each(ALL)('%s', (asked) => {
    expect(decide(asked)).toBe(`asked: ${asked.slice(asked.indexOf('/'))}`);
    expect(decide(asked, { isOn: false })).toContain('switched off');
    expect(decide(asked, { places: [] })).toContain('no organisation');
    expect(decide(toNeighbour(asked))).toMatch(/^refused: /);
    const own = asked.replace(/acme-(metrics|alerts)/, 'grafana');
    expect(decide(own)).toBe('refused: it is of Grafana itself');
    expect(decide(asked.replace(/acme-(metrics|alerts)/, 'Acme-metrics'))).toMatch(/^refused: /);
  });

  it.each(WRITES)('who only looks may not %s', (asked) => {
    expect(decide(asked, { places: READER })).toContain(':write on the whole tenant');
    expect(decide(asked, { places: TOGETHER })).toMatch(/^asked: /);
    expect(decide(toNeighbour(asked), { places: TOGETHER })).toContain(':write on the whole');
  });

  it.each(READS)('who only looks may %s', (asked) => {
    expect(decide(asked, { places: READER })).toMatch(/^asked: /);
  });

  it('tells rules from silences', () => {
    const rules = [{ ...ACME, maySilence: false }];
    const silences = [{ ...ACME, mayRule: false }];
    for (const asked of RULES) expect(decide(asked, { places: silences })).toContain('rules:write');
    for (const asked of SILENCES) expect(decide(asked, { places: rules })).toContain('silences:w');
  });

  it.each(WRITES.filter((asked) => asked.startsWith('POST')))('%s is bounded', (asked) => {
    expect(decide(asked, { body: 'x'.repeat(262_145) })).toBe('refused: the body is too large');
    expect(decide(asked, { body: 'x'.repeat(262_144) })).toMatch(/^asked: /);
  });

  it.each([
    'PUT /api/ruler/acme-metrics/api/v1/rules/shop',
    'PATCH /api/ruler/acme-metrics/api/v1/rules/shop',
    'HEAD /api/ruler/acme-metrics/api/v1/rules',
    'POST /api/ruler/acme-metrics/api/v1/rules',
    'DELETE /api/ruler/acme-metrics/api/v1/rules',
    'POST /api/ruler/acme-metrics/api/v1/rules/shop/orders',
    'DELETE /api/ruler/acme-metrics/api/v1/rules/shop/orders/more',
    'GET /api/ruler/acme-metrics/api/v1/rules/',
    'GET /api/ruler/acme-metrics/api/v1/rules/No%20scope%2Fb',
    'DELETE /api/ruler/acme-metrics/api/v1/rules/%2e%2e',
    'DELETE /api/ruler/acme-metrics/api/v1/rules/..',
    'DELETE /api/ruler/acme-metrics/api/v1/rules/shop/../../globex',
    'POST /api/ruler/acme-metrics/api/v1/rules/..%2f..%2fglobex-metrics',
    'POST /api/ruler/acme-metrics%2f..%2fgrafana/api/v1/rules/shop',
    'POST /api/ruler//grafana/api/v1/rules/shop',
    'POST /api/ruler/acme-metrics/api/v1/export/rules',
    'GET /api/ruler/acme-metrics/api/v2/rules',
    'POST /api/prometheus/acme-metrics/api/v1/rules',
    'GET /api/prometheus/acme-metrics/api/v1/query',
    'PUT /api/alertmanager/acme-alerts/api/v2/silences',
    'DELETE /api/alertmanager/acme-alerts/api/v2/silences',
    'POST /api/alertmanager/acme-alerts/api/v2/silence/abc',
    'DELETE /api/alertmanager/acme-alerts/api/v2/silence',
    'POST /api/alertmanager/acme-alerts/api/v2/alerts',
    'POST /api/alertmanager/acme-alerts/config/api/v1/alerts',
    'GET /api/alertmanager/acme-alerts/config/api/v1/alerts',
    'DELETE /api/alertmanager/acme-alerts/config/api/v1/alerts',
    'POST /api/alertmanager/acme-alerts/config/api/v1/receivers/test',
    'GET /api/v1/provisioning/alert-rules',
    'POST /api/v1/provisioning/alert-rules',
    'POST /api/v1/rule/test/acme-metrics',
    'POST /alerting/list',
    'GET /alerting/../admin/users',
    'GET /alerting/%2e%2e/admin/users',
    'GET /alerting/x%2F..%2Fadmin/users',
    'GET /alerting/x%5c..%5cadmin',
    'GET /alerting/a%00b',
    'GET /alerting/a%ff',
    'GET /alerting/a%2',
    'GET /alerting/a%20b/../users',
    'GET /alerting/a%20b//c',
    'POST /alerting/a%20b',
    'DELETE /alerting/a%20b/view',
    'GET /Alerting/list',
  ])('%s is refused by its path', (asked) => {
    expect(['no plain path', 'not on the list']).toContain(decide(asked));
  });
});
