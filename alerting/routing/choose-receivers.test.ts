import { describe, expect, it } from 'vitest';
import { chooseReceivers, type ReceiverPolicy, type ReceiverRule } from './choose-receivers.ts';

const rule = (
  channels: readonly string[],
  critical: readonly string[] | null = null,
): ReceiverRule => ({ channels, levels: [{ severity: 'critical', channels: critical }] });

const policy = (
  channels: readonly string[],
  graded: readonly (readonly [string, readonly string[]])[] = [],
): ReceiverPolicy => ({ channels, severityChannels: new Map(graded) });

describe('whom an incident goes to', () => {
  const cases: readonly (readonly [string, string, ReceiverRule, ReceiverPolicy | null, string])[] =
    [
      ['the level comes first', 'critical', rule(['r'], ['l']), policy(['p']), 'level_channels l'],
      ['of another level, not', 'warning', rule(['r'], ['l']), policy(['p']), 'rule_channels r'],
      ['a level that tells nobody', 'critical', rule(['r'], []), policy(['p']), 'level_channels '],
      ['the rule before its policy', 'critical', rule(['r']), policy(['p']), 'rule_channels r'],
      [
        'what the policy says of the severity',
        'critical',
        rule([]),
        policy(['p'], [['critical', ['c', 'd']]]),
        'policy_severity_channels c d',
      ],
      [
        'a severity of which the policy tells nobody',
        'critical',
        rule([]),
        policy(['p'], [['critical', []]]),
        'policy_severity_channels ',
      ],
      [
        'of another severity, not',
        'warning',
        rule([]),
        policy(['p'], [['critical', ['c']]]),
        'policy_channels p',
      ],
      ['nobody is named', 'critical', rule([]), policy([]), 'default_receiver inbox mail'],
      ['no policy at all', 'critical', rule([]), null, 'default_receiver inbox mail'],
      [
        'a severity that the rule does not have',
        'info',
        rule([]),
        null,
        'default_receiver inbox mail',
      ],
    ];
  it.each(cases)('%s', (_name, severity, given, of, expected) => {
    const { reason, channels } = chooseReceivers(severity, given, of, ['inbox', 'mail']);
    expect(`${reason} ${channels.join(' ')}`).toBe(expected);
  });
});
