import { expect, it } from 'vitest';
import { type PlannedRecording, planRecordings, type RecordingNeeds } from './plan-recordings.ts';

const rule = (record: string, expression: string) => ({
  record,
  variant: '',
  expression,
  labels: {},
});
const NEEDS: RecordingNeeds = {
  boards: [
    { uid: 'pods', metrics: ['a:b', 'up'] },
    { uid: 'nodes', metrics: ['a:b', 'c:d'] },
  ],
  present: new Set(['up']),
  ruled: new Set(),
  given: [rule('a:b', 'sum(c:d)'), rule('c:d', 'sum(up)')],
};
const shown = (planned: readonly PlannedRecording[]) =>
  planned.map(({ record, boards, state, rules }) => [record, boards.join(), state, rules.length]);

it.each<[string, Partial<RecordingNeeds>, readonly (readonly unknown[])[]]>([
  [
    'all, those first that others are made of',
    {},
    [
      ['c:d', 'pods,nodes', 'missing', 1],
      ['a:b', 'pods,nodes', 'missing', 1],
    ],
  ],
  ['what the scope lacks', { present: new Set(['c:d']) }, [['a:b', 'pods,nodes', 'missing', 1]]],
  ['nothing of what is there', { present: new Set(['a:b', 'c:d']) }, []],
  [
    'nothing that a rule records already',
    { ruled: new Set(['c:d']) },
    [
      ['c:d', 'pods,nodes', 'waiting', 0],
      ['a:b', 'pods,nodes', 'missing', 1],
    ],
  ],
  [
    'what nobody knows',
    { given: [] },
    [
      ['a:b', 'pods,nodes', 'unknown', 0],
      ['c:d', 'nodes', 'unknown', 0],
    ],
  ],
  [
    'all where nobody can say what is there',
    { present: null },
    [
      ['c:d', 'pods,nodes', 'missing', 1],
      ['a:b', 'pods,nodes', 'missing', 1],
    ],
  ],
  ['nothing for boards that read no such series', { boards: [{ uid: 'x', metrics: ['up'] }] }, []],
])('plans %s', (_, more, expected) => {
  expect(shown(planRecordings({ ...NEEDS, ...more }))).toEqual(expected);
});

it('knows what kubernetes-mixin needs, unless the file says it otherwise', () => {
  const record = 'namespace_workload_pod:kube_pod_owner:relabel';
  const boards = [{ uid: 'pods', metrics: [record] }];
  const [known] = planRecordings({ ...NEEDS, boards, given: [] });
  expect(known?.rules.length).toBeGreaterThan(1);
  const [own] = planRecordings({ ...NEEDS, boards, given: [rule(record, 'up')] });
  expect(own?.rules.map(({ expression }) => expression)).toEqual(['up']);
});
