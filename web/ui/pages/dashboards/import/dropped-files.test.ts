import { expect, it } from 'vitest';
import { MOST_FILES, portionsOf, readChosen, rulesOf } from './dropped-files.ts';

const file = (name: string, text = '{}'): File =>
  Object.assign(new File([text], name), { webkitRelativePath: '' });

it('takes dashboards, also those in objects of a cluster, and rule files that record; others lie beside', async () => {
  const { files, isCut } = await readChosen([
    file('pods.json'),
    file('NODES.JSON'),
    file('prometheus_rules.yaml', 'groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: b\n'),
    file('quoted.yml', 'groups: [{name: a, rules: [\n"record": "a:b"]}]'),
    file('prometheus_alerts.yaml', 'groups:\n- name: a\n  rules:\n  - alert: X\n    expr: b\n'),
    file('deployment.yaml', 'kind: Deployment\n'),
    file('boards.yaml', 'kind: ConfigMap\ndata: { redis.json: "{}" }\n'),
    file('mixin.libsonnet', 'record: x'),
  ]);
  expect(files.map(({ path }) => path)).toEqual([
    'NODES.JSON',
    'pods.json',
    'prometheus_rules.yaml',
    'quoted.yml',
    'redis.json',
  ]);
  expect(isCut).toBe(false);
  expect(rulesOf(files).map(({ path }) => path)).toEqual(['prometheus_rules.yaml', 'quoted.yml']);
});

it('says that there were more than it takes', async () => {
  const many = Array.from({ length: MOST_FILES + 1 }, (_, at) => file(`${at}.json`));
  const { files, isCut } = await readChosen([...many, file('more.json')]);
  expect([files.length, isCut]).toEqual([MOST_FILES, true]);
  expect((await readChosen(many.slice(1))).isCut).toBe(false);
  expect(portionsOf(files).every((portion) => portion.length <= 200)).toBe(true);
});

it('sends rule files along as far as one request carries them', () => {
  const rules = (path: string, length: number) => ({ path, text: 'x'.repeat(length) });
  const sent = rulesOf([rules('a.yaml', 1_500_000), rules('b.yaml', 900_000)]);
  expect(sent.map(({ path }) => path)).toEqual(['a.yaml']);
});
