import { expect, it } from 'vitest';
import { readRecordings } from './read-recordings.ts';

const GROUPS = `
groups:
  - name: a
    rules:
      - record: a:b:sum
        expr: sum(up)
      - alert: Down
        expr: up == 0
      - record: a:w:relabel
        expr: up
        labels: { workload_type: deployment }
`;
const RECORDS = ['a:b:sum', 'a:w:relabel'];

it.each<[string, string, readonly string[]]>([
  ['a rule file', GROUPS, RECORDS],
  ['a PrometheusRule', `kind: PrometheusRule\nspec:${GROUPS.replaceAll('\n', '\n  ')}`, RECORDS],
  ['several documents', `a: 1\n---${GROUPS}`, RECORDS],
  ['JSON', '{"groups":[{"rules":[{"record":"a:b","expr":"up"}]}]}', ['a:b']],
  ['what is none', 'groups: [1, { rules: [2, { record: a }] }]', []],
  ['a broken text', 'groups: [', []],
  ['aliases', 'a: &a [1]\ngroups: *a', []],
])('the recording rules of %s', (_, text, records) => {
  expect(readRecordings(text).map(({ record }) => record)).toEqual(records);
});

it('rules of one record are told apart by their labels', () => {
  const [, rule] = readRecordings(GROUPS);
  expect(rule).toEqual({
    record: 'a:w:relabel',
    variant: 'deployment',
    expression: 'up',
    labels: { workload_type: 'deployment' },
  });
});
