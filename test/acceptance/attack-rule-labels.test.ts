import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rule } from '../../web/contract/rules.ts';
import type { ApiClient } from '../support/api-client.ts';
import { tokenClient } from '../support/api-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, signInAs, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';

type LabelSet = Readonly<Record<string, string>>;
interface Vector {
  readonly data: { readonly result: readonly { readonly metric: LabelSet }[] };
}

/** Prometheus writes ALERTS series with the labels of alerts: whoever forges one writes there. */
requires('prometheus', 'promtool')("a rule that names the neighbour's namespace", () => {
  let folder: string;
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let acme: ApiClient;

  beforeAll(async () => {
    folder = tempFolder('attack-rule-labels');
    const ruleFolder = join(folder, 'rules');
    mkdirSync(ruleFolder);
    prometheus = await startPrometheus({ ruleFiles: [`${ruleFolder}/*.yml`] });
    service = await startTocsin({
      config: twoTenants({ prometheusUrl: prometheus.url, ruleFolder }),
    });
    acme = await signInAs(service.url, 'acme-admin');
  }, 60_000);

  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
    if (folder) removeFolder(folder);
  });

  const alertsSeenBy = async (tenant: 'acme' | 'umbrella'): Promise<readonly LabelSet[]> => {
    const reader = tokenClient(service.url, readerToken(tenant));
    const path = `/scopes/${tenant}/prometheus/api/v1/query?query=ALERTS`;
    return (await reader.get<Vector>(path)).data.result.map(({ metric }) => metric);
  };

  it.each([
    ['label_replace', 'label_replace(vector(1), "namespace", "umbrella-prod", "", "")'],
    [
      'label_join',
      'label_join(label_replace(vector(1), "a", "umbrella-prod", "", ""), "namespace", "", "a")',
    ],
    ['absent', 'absent(nothing{namespace="umbrella-prod"})'],
    ['count_values', 'count_values("namespace", vector(7))'],
  ])('through %s writes no alert where the neighbour reads', async (name, expression) => {
    const rule = await acme.post<Rule>('/api/v1/tenants/acme/rules', {
      name: `forged by ${name}`,
      scope: 'acme',
      expression,
      interval: '1s',
      levels: [{ severity: 'critical', operator: '>', threshold: 0, for: '0' }],
      labels: {},
      annotations: {},
      channels: [],
      levelChange: 'raised',
      enabled: true,
    });
    const own = await waitUntil(
      async () => {
        const all = (await prometheus.get('/api/v1/query', { query: 'ALERTS' })) as Vector['data'];
        return all.result.find(({ metric }) => metric.alertname === rule.name)?.metric;
      },
      { what: 'the alert' },
    );
    expect(own.namespace).toBe('acme-prod');
    expect(await alertsSeenBy('umbrella')).toEqual([]);
    expect((await alertsSeenBy('acme')).map(({ alertname }) => alertname)).toContain(rule.name);
  });
});

/** The ladder is the tenant's own text, and a label of each of its alerts. */
requires('prometheus', 'promtool')('a severity that is a template', () => {
  let folder: string;
  let prometheus: Prometheus;
  let service: TocsinProcess;
  const severity = '{{query "revenue"|first|value}}';

  beforeAll(async () => {
    folder = tempFolder('attack-severity');
    mkdirSync(join(folder, 'rules'));
    const ruleFolder = join(folder, 'rules');
    prometheus = await startPrometheus({ ruleFiles: [`${ruleFolder}/*.yml`] });
    service = await startTocsin({
      config: {
        ...twoTenants({ prometheusUrl: prometheus.url, ruleFolder }),
        alerting: { platformSeverities: [severity] },
      },
    });
  }, 60_000);

  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
    if (folder) removeFolder(folder);
  });

  it('is refused in the ladder of a tenant', async () => {
    const root = await signInAs(service.url, 'root');
    const fields = { title: '', timeZone: 'UTC', language: 'en' };
    const tenant = { id: 'initech', ...fields, severities: ['critical', severity] };
    const { status, body } = await root.call('POST', '/api/v1/tenants', tenant);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('/severities/1')]);
  });

  it('is only a text where it stands in one already', async () => {
    const labels = { __name__: 'revenue', namespace: 'umbrella-prod' };
    await prometheus.writeSeries([{ labels, samples: [[Date.now(), 4711]] }]);
    const root = await signInAs(service.url, 'root');
    await root.post<Rule>('/api/v1/tenants/_platform/rules', {
      name: 'Always',
      scope: '_platform@lab',
      expression: 'vector(1)',
      interval: '1s',
      levels: [{ severity, operator: '>', threshold: 0, for: '0' }],
      labels: {},
      annotations: {},
      channels: [],
      levelChange: 'raised',
      enabled: true,
    });
    const found = await waitUntil(
      async () => {
        const all = (await prometheus.get('/api/v1/query', { query: 'ALERTS' })) as Vector['data'];
        return all.result[0]?.metric;
      },
      { what: 'the alert' },
    );
    expect(found.severity).toBe(severity);
  });
});
