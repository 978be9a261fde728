import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { RuleStatus } from '../../alerting/sinks/rule-status.ts';
import type { Prometheus } from './prometheus.ts';
import { testLevel, testRule, umbrellaRule } from './rule-fixture.ts';
import { serverTool } from './server-tools.ts';
import { waitUntil } from './wait-until.ts';

/** Rules in files of a Prometheus, as a test has them running. */
export interface RuleFilesLab {
  readonly prometheus: () => Prometheus;
  readonly ruleFolder: () => string;
  /** From now on these and no others. */
  readonly save: (...rules: readonly Rule[]) => void;
  /** Looks at the Prometheus now. */
  readonly look: () => void;
  readonly status: (rule: Rule) => RuleStatus | undefined;
  readonly evaluated: (rule: Rule) => Promise<RuleStatus>;
}

const bare = { revision: 1, annotations: new Map<string, string>() };
const summed = testRule({
  ...bare,
  id: '01J00000000000000000000SVM',
  record: 'acme:jobs:sum',
  levels: [],
  expression: 'label_replace(sum(jobs_waiting), "namespace", "umbrella-prod", "", "")',
});
const kept = umbrellaRule({
  ...bare,
  id: '01J00000000000000000000KPT',
  name: 'Kept',
  expression: 'last_over_time(jobs_kept[3s])',
  levels: [testLevel()],
  noData: 'keep',
});
const gone: Rule = { ...kept, id: '01J00000000000000000000G0N', name: 'Gone', noData: 'alert' };
/** One queue fires; two of them are the same series to the rule, which fails. */
const failing = umbrellaRule({
  ...bare,
  id: '01J00000000000000000000FA1',
  name: 'Failing',
  expression: 'label_replace(last_over_time(jobs_pair[3s]), "queue", "same", "", "")',
});

const namespace = 'umbrella-prod';

/** What becomes of rules that record, that have no data, and that fail, on a real Prometheus. */
export function ruleStateSteps(lab: RuleFilesLab): void {
  const probes = probesOf(lab);

  it('that record, record in their own namespace, and pass promtool', async () => {
    await probes.push('jobs_waiting', 7, { namespace: 'acme-prod' });
    lab.save(summed);
    expect(await lab.evaluated(summed)).toMatchObject({ health: 'ok', state: 'inactive' });
    const found = (await lab.prometheus().get('/api/v1/query', { query: 'acme:jobs:sum' })) as {
      result: { metric: Record<string, string> }[];
    };
    const places = found.result.map(({ metric }) => metric.namespace);
    expect(places).toContain('acme-prod');
    expect(places).not.toContain(namespace);
    const files = readdirSync(lab.ruleFolder()).map((name) => join(lab.ruleFolder(), name));
    const checked = spawnSync(serverTool('promtool').path, ['check', 'rules', ...files]);
    expect(checked.status).toBe(0);
  });

  it('keep what fires without data and while they fail, when they are asked to', async () => {
    lab.save(kept, gone, failing);
    await Promise.all([kept, gone, failing].map(lab.evaluated));
    await Promise.all([keptWithoutData(lab, probes), keptWhileFailing(lab, probes)]);
  });
}

type Probes = ReturnType<typeof probesOf>;

function probesOf(lab: RuleFilesLab) {
  const firing = async (name: string) => {
    const { alerts } = (await lab.prometheus().get('/api/v1/alerts')) as {
      alerts: readonly { readonly labels: Record<string, string>; readonly state: string }[];
    };
    return alerts.find(({ labels, state }) => labels.alertname === name && state === 'firing');
  };
  return {
    firing,
    push: (name: string, value: number, labels: Readonly<Record<string, string>>) =>
      lab
        .prometheus()
        .writeSeries([{ labels: { __name__: name, ...labels }, samples: [[Date.now(), value]] }]),
    over: (name: string) =>
      waitUntil(async () => (await firing(name)) === undefined, { what: `the end of ${name}` }),
  };
}

async function keptWithoutData(lab: RuleFilesLab, { push, firing, over }: Probes): Promise<void> {
  await push('jobs_kept', 50, { namespace });
  await waitUntil(() => firing('Kept'), { what: 'the alert' });
  lab.look();
  const seen = await waitUntil(
    () => lab.status(kept)?.evaluation?.levels.find(({ alerts }) => alerts?.firing === 1),
    { what: 'the alert in its status' },
  );
  expect(seen.durationMs).toBeGreaterThan(0);
  expect(seen.alerts?.first).toMatchObject([{ state: 'firing', labels: expect.any(Map) }]);
  const noData = async () => {
    const alert = await firing('Gone');
    return alert?.labels.tocsin_no_data === 'true' && alert;
  };
  const missing = await waitUntil(noData, { what: 'the alert about missing data' });
  expect(missing.labels).toMatchObject({ namespace });
  expect(await firing('Kept')).toBeDefined();
  await push('jobs_kept', 1, { namespace });
  await over('Kept');
}

async function keptWhileFailing(lab: RuleFilesLab, { push, firing, over }: Probes): Promise<void> {
  const become = async (health: string, ...queues: readonly string[]) => {
    const probe = async () => {
      for (const queue of queues) await push('jobs_pair', 500, { namespace, queue });
      lab.look();
      return lab.status(failing)?.health === health && (await firing('Failing'));
    };
    await waitUntil(probe, { what: `a rule that is ${health} and fires`, everyMs: 200 });
  };
  await become('ok', 'a');
  await become('err', 'a', 'b');
  const status = lab.status(failing);
  expect(status).toMatchObject({ message: expect.stringContaining('same labelset') });
  expect(status?.failingSinceMs).not.toBeNull();
  await over('Failing');
}
