import { describe, expect, it } from 'vitest';
import { type Incident, NO_CARE } from '../incident.ts';
import { decideAct, type IncidentAct, isAcknowledged } from './incident-act.ts';
import { isResolvable } from './resolvable.ts';

const YEAR_MS = 365 * 86_400_000;
const ann = { authorId: 'u1', authorName: 'ann' };

const open: Incident = {
  id: '01',
  key: 'k',
  owner: 'acme',
  cluster: 'east',
  namespace: null,
  project: 'shop',
  environment: 'prod',
  ruleId: 'r',
  title: 'Disk',
  labels: new Map(),
  status: 'firing',
  severity: 'critical',
  rung: 0,
  peakSeverity: 'critical',
  peakRung: 0,
  annotations: new Map(),
  levels: new Map(),
  startedAtMs: 0,
  resolvedAtMs: null,
  resolveReason: null,
  notifiedChannels: [],
  revision: 3,
  refreshedAtMs: 0,
  ...NO_CARE,
};
const over: Incident = { ...open, status: 'resolved', resolvedAtMs: 5 };
const taken: Incident = { ...open, acknowledgedAtMs: 1, acknowledgedBy: 'bob' };

describe('what people do with incidents', () => {
  const acknowledge: IncidentAct = { kind: 'acknowledge', note: 'on it' };
  it.each<[string, Incident, IncidentAct, unknown]>([
    [
      'acknowledged',
      open,
      acknowledge,
      { acknowledgedAtMs: 9, acknowledgedBy: 'ann', revision: 4 },
    ],
    ['taken back', taken, { kind: 'unacknowledge', note: null }, { acknowledgedAtMs: null }],
    ['assigned', over, { kind: 'assign', assignee: 'bob' }, { assignee: 'bob' }],
    ['noted when over', over, { kind: 'note', text: 'was me' }, { revision: 4 }],
  ])('%s', (_name, incident, act, expected) => {
    const decision = decideAct(incident, act, ann, 9);
    expect(decision).toMatchObject({ kind: 'changed', incident: expected });
    expect(decision).toMatchObject({ line: { author: ann } });
  });

  it.each<[string, Incident, IncidentAct, unknown]>([
    ['acknowledged twice', taken, acknowledge, { kind: 'unchanged' }],
    ['not acknowledged', open, { kind: 'unacknowledge', note: null }, { kind: 'unchanged' }],
    ['assigned to the same', open, { kind: 'assign', assignee: null }, { kind: 'unchanged' }],
    ['over', over, acknowledge, { kind: 'refused', reason: 'incident_over' }],
  ])('nothing changes: %s', (_name, incident, act, expected) => {
    expect(decideAct(incident, act, ann, 9)).toEqual(expected);
  });

  it('the fact for other stages', () => {
    expect([open, taken, over].map(isAcknowledged)).toEqual([false, true, false]);
  });

  it('only what a notification told of can be ended by a person', () => {
    const level = (endsAtMs: number, endsAtIsTimeout = true): Incident['levels'] =>
      new Map([
        [
          '',
          {
            key: '',
            severity: 'critical',
            rung: 0,
            state: 'firing',
            startsAtMs: 0,
            endsAtMs,
            endsAtIsTimeout,
            lastSeenAtMs: 0,
            source: 'east',
          },
        ],
      ]);
    expect(isResolvable({ ...open, levels: level(10 * YEAR_MS) })).toBe(true);
    expect(isResolvable({ ...open, levels: level(300_000) })).toBe(false);
    // Ours about a rule: ends when the rule is well.
    expect(isResolvable({ ...open, levels: level(10 * YEAR_MS, false) })).toBe(false);
    expect(isResolvable({ ...over, levels: level(10 * YEAR_MS) })).toBe(false);
  });
});
