import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { withoutIncidents } from '../outbox/message-parts.ts';
import {
  alertsOf,
  inCommon,
  onlyAlerts,
  parseNotification,
  printNotification,
} from './notification.ts';
import {
  bySeverity,
  groupNotification,
  notificationOf,
  type SaidOfIncident,
} from './notification-of.ts';

const said = (id: string, change: Parameters<typeof incidentOf>[1] = {}): SaidOfIncident => ({
  incident: incidentOf(id, change),
  purpose: change.status === 'resolved' ? 'resolved' : 'firing',
  previousSeverity: null,
});
const GROUP = { id: 'f'.repeat(32), key: 'route:db:{}', labels: {} };

const over = said('over', { status: 'resolved', environment: 'dev' });
const mild = said('mild', { severity: 'info', rung: 2, environment: 'dev' });
const bad = said('bad', { severity: 'critical', rung: 0, environment: 'prod' });
const ids = (message: ReturnType<typeof groupNotification>) =>
  alertsOf(message).map(({ incidentId }) => incidentId);

describe('a message about several incidents', () => {
  const [first = bad, ...others] = [over, mild, bad].sort(bySeverity);
  const message = groupNotification([first, ...others], GROUP, 5);

  it('is about the most severe that fires, and comes back from what is stored', () => {
    expect(ids(message)).toEqual(['bad', 'mild', 'over']);
    expect(message).toMatchObject({ incidentId: 'bad', severity: 'critical', status: 'firing' });
    expect(message.group).toMatchObject({ firing: 2, resolved: 1, truncated: 0 });
    expect(parseNotification(printNotification(message))).toEqual(message);
  });

  it.each<readonly [string, readonly string[], readonly string[], readonly number[]]>([
    ['nothing', [], ['bad', 'mild', 'over'], [2, 1]],
    ['what is over', ['over'], ['bad', 'mild'], [2, 0]],
    ['the first', ['bad'], ['mild', 'over'], [1, 1]],
  ])(
    'without %s it counts anew, and is about the first of the rest',
    (_name, gone, left, counts) => {
      const rest = withoutIncidents(message, new Set(gone));
      expect(ids(rest)).toEqual(left);
      expect([rest.incidentId, rest.group?.firing, rest.group?.resolved]).toEqual([
        left[0],
        ...counts,
      ]);
    },
  );

  it('shows somebody only what they may see', () => {
    const seen = onlyAlerts(message, ({ environment }) => environment === 'dev');
    expect(ids(seen)).toEqual(['mild', 'over']);
    expect(JSON.stringify(seen)).not.toMatch(/bad|critical|prod/);
  });

  it('about one alone is that one', () => {
    const alone = notificationOf(bad.incident, 'firing', null, 5);
    expect(alertsOf(alone)).toEqual([alone]);
    expect(onlyAlerts(alone, () => false)).toBe(alone);
  });
});

describe('what labels have in common', () => {
  it.each<readonly [string, readonly Record<string, string>[], object]>([
    ['none', [], {}],
    ['one', [{ a: '1' }], { a: '1' }],
    [
      'same name, other value',
      [
        { a: '1', b: '2' },
        { a: '1', b: '3' },
      ],
      { a: '1' },
    ],
    ['missing in one', [{ a: '1' }, {}], {}],
  ])('%s', (_name, all, expected) => {
    expect({ ...inCommon(all) }).toEqual(expected);
  });
});
