import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ruler } from '../../alerting/ruler/ruler.ts';
import type { AlertingRule } from '../../alerting/rules/manifests/rule-group.ts';
import { printDurationMs } from '../../platform/model/duration.ts';
import { type Labels, labelsToObject } from '../../platform/model/labels.ts';
import { requires } from '../support/requires.ts';
import { RulerWorld, ruledAlert, ruledGroup, ruledRecord } from '../support/ruler-world.ts';
import { serverTool } from '../support/server-tools.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const MIN = 60_000;
const STEPS = 40;
const WORLDS = 15;
/** Two series of one tenant, one of the other. */
const SERIES = [
  'level namespace=acme-prod pod=a1',
  'level namespace=acme-prod pod=a2',
  'level namespace=globex-prod pod=g1',
] as const;

const alerts: readonly AlertingRule[] = [0, 2, 5].flatMap((forMinutes) =>
  [0, 3].map((keepMinutes) =>
    ruledAlert({
      alert: `For${forMinutes}Keep${keepMinutes}`,
      expr: 'level > 0',
      forMs: forMinutes * MIN,
      keepFiringForMs: keepMinutes * MIN,
      labels: new Map([
        ['severity', 'critical'],
        ['place', 'in {{ $labels.namespace }}'],
      ]),
    }),
  ),
);
const record = ruledRecord({
  record: 'job:level',
  expr: 'level > 1',
  labels: new Map([['by', 'rule']]),
});
const group = ruledGroup({ rules: [...alerts, record] });

/** Values of each series at each step, 0 to 2, mostly as before. */
type Script = readonly (readonly number[])[];

function scriptOf(seed: number): Script {
  const random = numbersFrom(seed);
  return SERIES.map(() => {
    let value = 0;
    return Array.from({ length: STEPS }, () => {
      if (random() < 0.3) value = Math.floor(random() * 3);
      return value;
    });
  });
}

/** The same numbers in [0, 1) for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What promtool is to find after one step. */
interface Step {
  readonly promql_expr_test: object;
  readonly alert_rule_test: readonly object[];
}

/** Runs the ruler over the script, and writes down what it made, as a test of promtool. */
async function testOf(script: Script): Promise<object> {
  const world = new RulerWorld();
  const ruler = world.ruler();
  ruler.assign('lab', []); // what comes later is not restored, as promtool restores nothing
  ruler.assign('lab', [group]);
  const above = (least: number) => (step: number) =>
    SERIES.flatMap((labels, index) => {
      const value = script[index]?.[step] ?? 0;
      return value > least ? [[labels, value] as const] : [];
    });
  let step = -1;
  world.answers.set('level > 0', () => above(0)(step));
  world.answers.set('level > 1', () => above(1)(step));
  await ruler.start();
  const steps: Step[] = [];
  for (step = 0; step < STEPS; step++) {
    await world.clock.advance(MIN);
    steps.push(stepOf(step, world, ruler));
  }
  await ruler.stop();
  return {
    interval: '1m',
    input_series: SERIES.map((labels, index) => ({
      series: promSeries(labels),
      values: (script[index] ?? []).join(' '),
    })),
    promql_expr_test: steps.map((one) => one.promql_expr_test),
    alert_rule_test: steps.flatMap((one) => one.alert_rule_test),
  };
}

function stepOf(step: number, world: RulerWorld, ruler: Ruler): Step {
  const atMs = world.asked.at(-1)?.atMs ?? 0;
  const firstMs = world.asked[0]?.atMs ?? 0;
  const written = world.stored.flatMap(({ labels, samples }) => {
    const last = samples.at(-1);
    if (last?.atMs !== atMs || last.isStale) return [];
    const isTime = labels.get('__name__') === 'ALERTS_FOR_STATE';
    const value = isTime ? last.value - Math.trunc(firstMs / 1_000) : last.value;
    return [{ labels: promLabels(labels), value }];
  });
  const eval_time = `${step}m`;
  const expr = '{__name__=~"ALERTS|ALERTS_FOR_STATE|job:level"}';
  const rules = ruler.runners('lab')[0]?.rules ?? [];
  return {
    promql_expr_test: { expr, eval_time, exp_samples: written },
    alert_rule_test: alerts.map(({ alert: alertname }, index) => ({
      eval_time,
      alertname,
      exp_alerts: [...(rules[index]?.active.values() ?? [])]
        .filter(({ state }) => state === 'firing')
        .map(({ labels, annotations }) => ({
          exp_labels: labelsToObject(labels),
          exp_annotations: labelsToObject(annotations),
        })),
    })),
  };
}

function promSeries(text: string): string {
  const [name, ...pairs] = text.split(' ');
  return `${name}{${pairs.map((pair) => pair.replace('=', '="')).join('",')}"}`;
}

function promLabels(labels: Labels): string {
  const pairs = [...labels].filter(([name]) => name !== '__name__');
  const texts = pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${labels.get('__name__')}{${texts.join(',')}}`;
}

/** The group as a rule file. JSON is YAML. */
function ruleFile(): string {
  const rules = alerts.map(({ alert, expr, forMs, keepFiringForMs, labels, annotations }) => ({
    alert,
    expr,
    for: printDurationMs(forMs),
    keep_firing_for: printDurationMs(keepFiringForMs),
    labels: labelsToObject(labels),
    annotations: labelsToObject(annotations),
  }));
  const { record: name, expr, labels } = record;
  const recording = { record: name, expr, labels: labelsToObject(labels) };
  return JSON.stringify({
    groups: [{ name: group.name, interval: '1m', rules: [...rules, recording] }],
  });
}

requires('promtool')('the ruler beside promtool', () => {
  let folder: string;
  beforeAll(() => {
    folder = tempFolder('ruler-promtool');
    writeFileSync(join(folder, 'rules.json'), ruleFile());
  });
  afterAll(() => removeFolder(folder));

  const runPromtool = (tests: readonly object[]): string => {
    const file = join(folder, 'tests.json');
    const rule_files = [join(folder, 'rules.json')];
    writeFileSync(file, JSON.stringify({ rule_files, evaluation_interval: '1m', tests }));
    const { stdout, stderr } = spawnSync(serverTool('promtool').path, ['test', 'rules', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return stdout + stderr;
  };

  it(`writes the same series and fires the same alerts in ${WORLDS} worlds of ${STEPS} steps`, async () => {
    const tests = await Promise.all(
      Array.from({ length: WORLDS }, (_, seed) => testOf(scriptOf(seed + 1))),
    );
    expect(runPromtool(tests)).toMatch(/SUCCESS/);
  });

  it('is told apart when it says something else', async () => {
    const wrong = JSON.parse(
      JSON.stringify(await testOf(scriptOf(1))).replace('pending', 'firing'),
    );
    expect(runPromtool([wrong])).toMatch(/FAILED/);
  });
});
