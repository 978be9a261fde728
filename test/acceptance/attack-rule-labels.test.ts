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
