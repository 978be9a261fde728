import type { Rule } from '../../alerting/rules/rule.ts';
import { readRuleLabel } from '../../alerting/rules/rule-mac.ts';
import { DesiredRules } from '../../alerting/sinks/desired-rules.ts';
import { RuleFilesSink } from '../../alerting/sinks/rule-files-sink.ts';
import { RuleFolder } from '../../alerting/sinks/rule-folder.ts';
import type { RuleFile } from '../../alerting/sinks/rule-sink.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { FakeRulePrometheus } from '../support/fake-rule-prometheus.ts';
import {
  testCluster,
  testDirectory,
  testMacKey,
  testRule,
  umbrellaRule,
} from '../support/rule-fixture.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const rounds = 5;
const lab = testCluster('lab');

/** Rules of two tenants in turns, two levels each. */
function rulesOf(count: number): readonly Rule[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `01J${String(index).padStart(23, '0')}`;
    const expression = `sum by (queue) (rate(jobs_total{queue="q${index}"}[5m])) / on (queue) jobs_limit`;
    return index % 2 === 0 ? testRule({ id, expression }) : umbrellaRule({ id, expression });
  });
}

function compile(rules: readonly Rule[]): readonly RuleFile[] {
  const present = new DesiredRules(testMacKey).on(lab, rules, testDirectory(), [lab], 0);
  return [...present.values()].flatMap((one) => (one.kind === 'file' ? [one.file] : []));
}

async function measure(name: string, work: () => unknown): Promise<BenchFigure> {
  await work();
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    await work();
    measured.push(performance.now() - startMs);
  }
  const spread = spreadOf(measured);
  const nothing = { peer: null, peerValue: null, ratio: null, goal: null, met: null };
  return { ...nothing, name, value: spread.median, unit: 'ms', spread };
}

/** Compiling rules, and a pass of delivery in which nothing has changed. */
export async function benchRules(): Promise<readonly BenchFigure[]> {
  const thousand = rulesOf(1_000);
  const compiled = await measure('compile 1,000 rules of two levels', () => compile(thousand));
  const folder = tempFolder('bench-rules');
  try {
    const sink = new RuleFilesSink({
      cluster: 'lab',
      folder: new RuleFolder(folder),
      prometheus: new FakeRulePrometheus(folder),
      ownsLabel: (value) => readRuleLabel(testMacKey, 'lab', value) !== undefined,
      clock: systemClock,
    });
    const files = compile(rulesOf(2_000));
    const { signal } = new AbortController();
    const first = performance.now();
    await sink.reconcile(files, signal);
    const writtenMs = performance.now() - first;
    const unchanged = await measure('reconcile 2,000 unchanged rules, without Prometheus', () =>
      sink.reconcile(files, signal),
    );
    const nothing = { peer: null, peerValue: null, ratio: null, goal: null, met: null };
    const name = 'deliver 2,000 new rules as synced files, without Prometheus';
    return [compiled, { ...nothing, name, value: writtenMs, unit: 'ms', spread: null }, unchanged];
  } finally {
    removeFolder(folder);
  }
}
