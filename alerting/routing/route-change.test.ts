import { describe, expect, it } from 'vitest';
import { PLAIN_TELLING } from './choose-targets.ts';
import { type RoutedChange, routeChange } from './route-change.ts';

const rule = (levelChange: 'raised' | 'any' | 'none', channels = ['mail', 'hook']) => ({
  channels,
  levels: [],
  levelChange,
});

function route(change: Partial<RoutedChange> & Pick<RoutedChange, 'kind'>): string {
  const routing = routeChange({
    severity: 'warning',
    rule: rule('raised'),
    policy: null,
    routes: () => [],
    defaults: ['inbox:acme'],
    notifiedChannels: [],
    ...change,
  });
  return routing.kind === 'to'
    ? `${routing.purpose} to ${routing.targets.map((one) => one.channelId).join(' ')}`
    : `${routing.purpose}: ${routing.reason}`;
}

describe('where a change of an incident goes', () => {
  const cases: readonly (readonly [
    string,
    Partial<RoutedChange> & Pick<RoutedChange, 'kind'>,
    string,
  ])[] = [
    ['fired', { kind: 'fired' }, 'firing to mail hook'],
    [
      'fired, level changes are not notified',
      { kind: 'fired', rule: rule('none') },
      'firing to mail hook',
    ],
    [
      'fired without a rule, and there is no tree: the default receiver',
      { kind: 'fired', rule: null },
      'firing to inbox:acme',
    ],
    [
      'fired without a rule: as the tree says, a channel that two routes name once',
      {
        kind: 'fired',
        rule: null,
        routes: () => [
          { name: 'databases', channels: ['db', 'mail'], telling: PLAIN_TELLING },
          { name: 'all', channels: ['mail'], telling: PLAIN_TELLING },
          { name: 'rest', channels: null, telling: PLAIN_TELLING },
        ],
      },
      'firing to db mail inbox:acme',
    ],
    [
      'fired, the tree says that nobody is told',
      {
        kind: 'fired',
        rule: rule('any', []),
        routes: () => [{ name: 'noise', channels: [], telling: PLAIN_TELLING }],
      },
      'firing: no_channels',
    ],
    [
      'fired, the rule names its channels: the tree is not asked',
      {
        kind: 'fired',
        routes: () => {
          throw new Error('asked');
        },
      },
      'firing to mail hook',
    ],
    [
      'fired, nobody is named: the default receiver',
      { kind: 'fired', rule: rule('any', []) },
      'firing to inbox:acme',
    ],
    [
      'fired, the level tells nobody',
      {
        kind: 'fired',
        rule: { ...rule('any'), levels: [{ severity: 'warning', channels: [] }] },
      },
      'firing: no_channels',
    ],
    [
      'raised to a severity that its policy tells others',
      {
        kind: 'severity_raised',
        rule: rule('raised', []),
        severity: 'critical',
        policy: {
          ...PLAIN_TELLING,
          channels: ['mail'],
          severityChannels: new Map([['critical', ['pager']]]),
        },
      },
      'severity_raised to pager',
    ],
    ['raised, policy raised', { kind: 'severity_raised' }, 'severity_raised to mail hook'],
    [
      'raised, policy any',
      { kind: 'severity_raised', rule: rule('any') },
      'severity_raised to mail hook',
    ],
    [
      'raised, policy none',
      { kind: 'severity_raised', rule: rule('none') },
      'severity_raised: level_change_policy',
    ],
    [
      'lowered, policy raised',
      { kind: 'severity_lowered' },
      'severity_lowered: level_change_policy',
    ],
    [
      'lowered, policy any',
      { kind: 'severity_lowered', rule: rule('any') },
      'severity_lowered to mail hook',
    ],
    [
      'resolved goes to who was told',
      { kind: 'resolved', notifiedChannels: ['mail'] },
      'resolved to mail',
    ],
    [
      'resolved, the rule is gone',
      { kind: 'resolved', rule: null, notifiedChannels: ['mail'] },
      'resolved to mail',
    ],
    [
      'resolved, a channel was taken from the rule meanwhile',
      { kind: 'resolved', rule: rule('any', []), notifiedChannels: ['hook'] },
      'resolved to hook',
    ],
    ['resolved, nobody was told', { kind: 'resolved' }, 'resolved: no_firing_queued'],
  ];
  it.each(cases)('%s', (_name, change, expected) => {
    expect(route(change)).toBe(expected);
  });
});
