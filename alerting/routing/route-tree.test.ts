import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { policyOf } from '../../test/support/notify-things.ts';
import type { Incident } from '../incidents/incident.ts';
import { prepareTree } from './prepared-tree.ts';
import type { MatchOperator, Route, RouteMatcher } from './route-tree.ts';
import { takenRoutes } from './taken-routes.ts';

const match = (text: string): RouteMatcher => {
  const [, name = '', operator = '=', value = ''] = /^([^=!~]+)(=~|!~|!=|=)(.*)$/.exec(text) ?? [];
  return { name, operator: operator as MatchOperator, value };
};

function route(id: string, parent: string | null, change: Partial<Route> = {}): Route {
  return {
    id,
    parent,
    name: id,
    matchers: [],
    continues: false,
    receiver: { kind: 'inherit' },
    grouping: 'inherit',
    repeat: 'inherit',
    windows: 'inherit',
    ...change,
  };
}

const byCluster = { by: ['cluster'], waitMs: 1, intervalMs: 2 };
const hourly = { mode: 'interval', everyMs: 3_600_000, max: null } as const;

const TREE: readonly Route[] = [
  route('root', null, { receiver: { kind: 'default' }, grouping: byCluster, repeat: hourly }),
  route('audit', 'root', {
    matchers: [match('kind=audit')],
    continues: true,
    receiver: { kind: 'channels', channels: ['log'] },
    grouping: null,
  }),
  route('db', 'root', {
    matchers: [match('job=~db-.*'), match('severity!=info')],
    receiver: { kind: 'policy', policy: 'P' },
  }),
  route('replica', 'db', { matchers: [match('role=replica')], repeat: null }),
  route('test', 'root', {
    matchers: [match('environment!~prod|staging')],
    receiver: { kind: 'nobody' },
  }),
  route('rules', 'root', {
    matchers: [match('rule!=')],
    receiver: { kind: 'channels', channels: ['mail'] },
  }),
];

const POLICY = policyOf('acme', 'P', {
  name: 'Databases',
  channels: ['dba'],
  severityChannels: new Map([['critical', ['pager']]]),
  repeat: null,
  grouping: null,
});

const taken = (incident: Incident, tree = TREE) =>
  takenRoutes(prepareTree(tree), incident, (id) => (id === 'P' ? POLICY : undefined));

const labels = (...pairs: readonly (readonly [string, string])[]) => new Map(pairs);
const prod = { project: 'shop', environment: 'prod', ruleId: null } as const;

describe('which route takes an incident', () => {
  it.each<readonly [string, Partial<Incident>, string]>([
    ['none of them: the root', prod, 'root to the default receiver'],
    [
      'a pattern must match all of it',
      { ...prod, labels: labels(['job', 'my-db-1']) },
      'root to the default receiver',
    ],
    [
      'the first that matches, with the channels of its policy',
      { ...prod, labels: labels(['job', 'db-1']) },
      'db to dba',
    ],
    [
      'the channels of its policy for the severity',
      { ...prod, severity: 'critical', labels: labels(['job', 'db-1']) },
      'db to pager',
    ],
    [
      'a matcher on the severity',
      { ...prod, severity: 'info', labels: labels(['job', 'db-1']) },
      'root to the default receiver',
    ],
    [
      'the deepest',
      { ...prod, labels: labels(['job', 'db-1'], ['role', 'replica']) },
      'replica to dba',
    ],
    [
      'those after one that says so, too',
      { ...prod, labels: labels(['kind', 'audit'], ['job', 'db-1']) },
      'audit to log; db to dba',
    ],
    [
      'after it only its own matters',
      { ...prod, labels: labels(['kind', 'audit']) },
      'audit to log',
    ],
    ['nobody', { ...prod, environment: 'dev' }, 'test to nobody'],
    ['in no environment: the value is empty', { ruleId: null }, 'test to nobody'],
    [
      'a label cannot pass for what we know',
      { ...prod, labels: labels(['environment', 'dev'], ['rule', 'x']) },
      'root to the default receiver',
    ],
    ['from a rule of ours', { ...prod, ruleId: 'R' }, 'rules to mail'],
  ])('%s', (_name, change, expected) => {
    const text = taken(incidentOf('i', change)).map(({ name, channels }) => {
      const to = channels === null ? 'the default receiver' : channels.join(' ') || 'nobody';
      return `${name} to ${to}`;
    });
    expect(text.join('; ')).toBe(expected);
  });

  it('takes what it does not say itself from above, or from its policy', () => {
    const [root] = taken(incidentOf('i', prod));
    expect(root?.telling).toMatchObject({
      grouping: byCluster,
      repeat: hourly,
      routeKey: 'route:root',
    });
    const [audit] = taken(incidentOf('i', { ...prod, labels: labels(['kind', 'audit']) }));
    expect(audit?.telling).toMatchObject({ grouping: null, repeat: hourly });
    const [db] = taken(incidentOf('i', { ...prod, labels: labels(['job', 'db-1']) }));
    expect(db?.telling).toMatchObject({ grouping: null, repeat: null, routeKey: 'route:db' });
  });

  it('says nothing where there is no tree, and tells the default receiver for a policy that is gone', () => {
    expect(takenRoutes(undefined, incidentOf('i'), () => undefined)).toEqual([]);
    const gone = [
      TREE[0],
      route('x', 'root', {
        matchers: [match('cluster=east')],
        receiver: { kind: 'policy', policy: 'Q' },
      }),
    ];
    const [route1] = taken(
      incidentOf('i', prod),
      gone.flatMap((one) => one ?? []),
    );
    expect([route1?.name, route1?.channels]).toEqual(['x', null]);
  });
});
