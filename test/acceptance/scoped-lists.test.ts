import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
}
interface ListedRule {
  readonly name: string;
  readonly query: string;
  readonly lastError?: string;
  readonly alerts: readonly ListedAlert[];
}
/** `data` of the lists asked for here; each answer has some of the members. */
interface Lists {
  readonly groups: readonly { readonly rules: readonly ListedRule[] }[];
  readonly alerts: readonly ListedAlert[];
  readonly activeTargets: readonly unknown[];
  readonly queue_length: unknown;
}
interface Listed {
  readonly status: number;
  readonly text: string;
  readonly data: Lists;
}

const RULES = `
groups:
  - name: of acme
    interval: 1s
    rules:
      - alert: AcmeQueue
        expr: queue_length{namespace="acme"} > 1
        labels: { owned_by: acme, severity: warning }
        annotations: { summary: "secret words of acme" }
      - record: acme:queue
        expr: queue_length{namespace="acme"} * 2
        labels: { namespace: acme }
  - name: of globex
    interval: 1s
    rules:
      - alert: GlobexQueue
        expr: queue_length{namespace="globex"} > 1
        labels: { owned_by: globex }
        annotations: { summary: "secret words of globex" }
  - name: shared
    interval: 1s
    rules:
      - alert: AnyQueue
        expr: queue_length > 1 # a secret threshold
        annotations: { summary: "of {{ $labels.namespace }}" }
`;

/** Two tenants whose targets, rules and alerts lie in one real Prometheus. */
requires('prometheus')('lists of the scoped Prometheus API', () => {
  let folder: string;
  let target: Server;
  let prometheus: Prometheus;
  let server: ScopedServer;

  beforeAll(async () => {
    folder = tempFolder('scoped-lists');
    mkdirSync(join(folder, 'rules'));
    writeFileSync(join(folder, 'rules', 'all.yml'), RULES);
    target = createServer((_, response) => response.end(EXPOSITION));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    prometheus = await startPrometheus({
      ruleFiles: [join(folder, 'rules', '*.yml')],
      scrape: ['acme', 'globex'].map((namespace) => ({
        jobName: `job-${namespace}`,
        targets: [address],
        interval: '1s',
        labels: { namespace },
      })),
    });
    server = await startScopedServer({
      clusters: [
        { id: 'eu1', backend: metricsBackend(prometheus.url), enforcement: enforcementWith() },
      ],
      environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
    });
    await waitUntil(
      async () => alertNames(await ask('_platform', '_platform@eu1', 'alerts')).length === 4,
      { what: 'four alerts' },
    );
  }, 40_000);

  afterAll(async () => {
    await server?.stop();
    await prometheus?.stop();
    target?.close();
    if (folder) removeFolder(folder);
  });

  async function ask(token: string, scope: string, path: string): Promise<Listed> {
    const answer = await fetch(
      `${server.base(scope)}/${path.startsWith('federate') ? path : `api/v1/${path}`}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      data: (text.startsWith('{') ? (JSON.parse(text) as Listed) : EMPTY).data,
    };
  }

  const foreign = { acme: /globex/i, globex: /acme/i } as const;

  it.each(['acme', 'globex'] as const)(
    'shows %s its own rules in full and shared ones by its alerts only',
    async (tenant) => {
      const { text, data } = await ask(tenant, tenant, 'rules');
      expect(text).not.toMatch(foreign[tenant]);
      expect(text).not.toMatch(/secret threshold|all\.yml/);
      const rules = data.groups.flatMap((group) => group.rules);
      const own = rules.find(
        (rule) => rule.name === (tenant === 'acme' ? 'AcmeQueue' : 'GlobexQueue'),
      );
      expect(own).toMatchObject({
        annotations: { summary: `secret words of ${tenant}` },
        state: 'firing',
      });
      expect(own?.query).toContain(tenant);
      const shared = rules.find((rule) => rule.name === 'AnyQueue');
      expect(shared).toMatchObject({ query: '', annotations: {}, labels: {} });
      expect(shared?.lastError).toBeUndefined();
      expect(shared?.alerts.map((alert) => alert.labels.namespace)).toEqual([tenant]);
    },
  );

  it('narrows rules by type, name, group and selector', async () => {
    const names = async (query: string) =>
      (await ask('acme', 'acme', `rules?${query}`)).data.groups.flatMap((group) =>
        group.rules.map((rule) => rule.name),
      );
    expect(await names('type=record')).toEqual(['acme:queue']);
    expect(await names('rule_name%5B%5D=AnyQueue')).toEqual(['AnyQueue']);
    expect(await names('rule_group%5B%5D=of+acme&type=alert')).toEqual(['AcmeQueue']);
    expect(await names(`match%5B%5D=${encodeURIComponent('{severity=~"warn.*"}')}`)).toEqual([
      'AcmeQueue',
    ]);
    expect((await ask('acme', 'acme', 'rules?match%5B%5D=%7B')).status).toBe(400);
    const { text } = await ask('acme', 'acme', 'rules?exclude_alerts=true');
    expect(JSON.parse(text).data.groups[0].rules[0].alerts).toEqual([]);
  });

  it('shows the alerts whose own labels lie in the scope', async () => {
    expect(alertNames(await ask('acme', 'acme', 'alerts'))).toEqual(['AcmeQueue', 'AnyQueue']);
    expect(alertNames(await ask('globex', 'globex', 'alerts'))).toEqual([
      'AnyQueue',
      'GlobexQueue',
    ]);
  });

  it('shows the targets of the scope, without what was discovered or dropped', async () => {
    const { data, text } = await ask('acme', 'acme', 'targets');
    expect(data.activeTargets).toMatchObject([
      { scrapePool: 'job-acme', health: 'up', discoveredLabels: {} },
    ]);
    expect(text).not.toMatch(/globex/);
    expect((await ask('acme', 'acme', 'targets?state=dropped')).data.activeTargets).toEqual([]);
    expect((await ask('acme', 'acme', 'targets?scrapePool=job-globex')).data.activeTargets).toEqual(
      [],
    );
  });

  it('shows metadata of metrics that the scope has series of', async () => {
    await prometheus.writeSeries([
      { labels: { __name__: 'only_globex', namespace: 'globex' }, samples: [[Date.now(), 1]] },
    ]);
    const { data } = await ask('acme', 'acme', 'metadata');
    expect(Object.keys(data).sort()).toEqual(['latency_seconds', 'queue_length']);
    expect(data.queue_length).toEqual([{ type: 'gauge', help: 'Jobs that wait', unit: '' }]);
    expect(Object.keys((await ask('acme', 'acme', 'metadata?metric=queue_length')).data)).toEqual([
      'queue_length',
    ]);
    expect(Object.keys((await ask('acme', 'acme', 'metadata?limit=1')).data)).toHaveLength(1);
    expect((await ask('acme', 'acme', 'metadata?metric=nothing')).data).toEqual({});
  });

  it('federates the series of the scope only', async () => {
    const all = await ask('acme', 'acme', 'federate');
    expect(all.text).toMatch(/^queue_length\{[^}]*namespace="acme"/m);
    expect(all.text).not.toMatch(/globex/);
    const some = await ask(
      'acme',
      'acme',
      `federate?match%5B%5D=${encodeURIComponent('{__name__=~"up|queue_length"}')}&match%5B%5D=nothing`,
    );
    expect(some.text.match(/^[a-z_]+(?=\{)/gm)).toEqual(['queue_length', 'up']);
    expect((await ask('acme', 'globex', 'federate')).status).toBe(403);
  });

  it('answers exemplars, formats and parses without touching what is foreign', async () => {
    expect(
      (
        await ask(
          'acme',
          'acme',
          `query_exemplars?query=latency_seconds_bucket&start=0&end=${Date.now()}`,
        )
      ).data,
    ).toEqual([]);
    expect(
      (
        await ask(
          'acme',
          'acme',
          `format_query?query=${encodeURIComponent('sum(rate(x [5m]))by(a)')}`,
        )
      ).data,
    ).toBe('sum by (a) (rate(x[5m]))');
    expect(
      (
        await ask(
          'acme',
          'acme',
          `parse_query?query=${encodeURIComponent('rate(x{a="b"}[5m] offset 1m)')}`,
        )
      ).data,
    ).toMatchObject({
      type: 'call',
      func: { name: 'rate', argTypes: ['matrix'], returnType: 'vector' },
      args: [
        {
          type: 'matrixSelector',
          name: 'x',
          range: 300_000,
          offset: 60_000,
          matchers: [{ name: 'a', type: '=', value: 'b' }, { name: '__name__' }],
        },
      ],
    });
    expect((await ask('acme', 'acme', 'parse_query?query=sum(')).status).toBe(400);
    expect((await ask('acme', 'acme', 'status/buildinfo')).data).toMatchObject({
      application: 'Grafana Mimir',
      version: '2.54.0',
    });
  });

  it('answers empty lists of every shape in an empty scope', async () => {
    expect((await ask('empty', 'empty', 'rules')).data).toEqual({ groups: [] });
    expect((await ask('empty', 'empty', 'alerts')).data).toEqual({ alerts: [] });
    expect((await ask('empty', 'empty', 'targets')).data).toMatchObject({ activeTargets: [] });
    expect((await ask('empty', 'empty', 'metadata')).data).toEqual({});
  });

  const alertNames = ({ data }: Listed) =>
    data.alerts.map((alert) => alert.labels.alertname).sort();
});

const EMPTY: Pick<Listed, 'data'> = {
  data: { groups: [], alerts: [], activeTargets: [], queue_length: null },
};

const EXPOSITION = `# HELP queue_length Jobs that wait
# TYPE queue_length gauge
queue_length 5
# HELP latency_seconds How long it takes
# TYPE latency_seconds histogram
latency_seconds_bucket{le="1"} 1
latency_seconds_bucket{le="+Inf"} 2
latency_seconds_sum 3
latency_seconds_count 2
`;
