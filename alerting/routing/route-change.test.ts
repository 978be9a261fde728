import { describe, expect, it } from 'vitest';
import { type RoutedChange, routeChange } from './route-change.ts';

const rule = (levelChange: 'raised' | 'any' | 'none', channels = ['mail', 'hook']) => ({
  channels,
  levelChange,
});

function route(change: Partial<RoutedChange> & Pick<RoutedChange, 'kind'>): string {
  const routing = routeChange({ rule: rule('raised'), notifiedChannels: [], ...change });
  return routing.kind === 'to'
    ? `${routing.purpose} to ${routing.channels.join(' ')}`
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
    ['fired without a rule', { kind: 'fired', rule: null }, 'firing: no_route'],
    [
      'fired, the rule names no channel',
      { kind: 'fired', rule: rule('any', []) },
      'firing: no_channels',
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
