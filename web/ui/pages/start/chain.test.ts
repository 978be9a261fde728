import { describe, expect, it } from 'vitest';
import type { Incident, IncidentEvent } from '../../../contract/incidents.ts';
import type { RuleStatus } from '../../../contract/rules.ts';
import { plainStatus } from '../../mock/rule-state.ts';
import { readChain, type TrialFacts } from './chain.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString();
const ms = (seconds: number) => 1_700_000_000_000 + seconds * 1000;

const status = (change: Partial<RuleStatus>): RuleStatus => ({
  ...plainStatus(at(0)),
  cluster: 'embedded',
  ...change,
});

const event = (kind: IncidentEvent['kind'], detail: string | null = null): IncidentEvent => ({
  position: 1,
  incidentId: 'a',
  at: at(6),
  kind,
  severity: null,
  channelId: null,
  channelName: null,
  deliveryId: null,
  reason: 'some_reason',
  detail,
  author: null,
});

const INCIDENT: Incident = {
  id: 'a',
  owner: 'acme',
  tenant: 'acme',
  project: 'shop',
  environment: 'prod',
  cluster: 'embedded',
  namespace: 'shop-prod',
  ruleId: 'r',
  title: 'a',
  status: 'firing',
  severity: 'warning',
  labels: {},
  annotations: {},
  levels: [{ severity: 'warning', state: 'firing', startsAt: at(5), endsAt: null }],
  startedAt: at(5),
  resolvedAt: null,
  resolveReason: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  assignee: null,
  resolvable: false,
  lastEvent: 1,
};

interface Change extends Partial<Omit<TrialFacts, 'rule'>> {
  readonly status?: RuleStatus;
  readonly channels?: readonly string[];
}

const factsOf = ({ status: one, channels = ['c'], ...more }: Change): TrialFacts => ({
  rule: {
    status: one === undefined ? [] : [one],
    channels: [...channels],
    levels: [{ severity: 'warning', operator: '>', threshold: 1, for: '4s' }],
    interval: '2s',
    createdAt: at(0),
  },
  activeAtMs: null,
  incident: undefined,
  events: [],
  ...more,
});

const evaluated = status({ stage: 'evaluated', health: 'ok', lastEvaluationAt: at(2) });

describe('the chain from a rule to the people it tells', () => {
  it.each<[string, Change, string]>([
    ['just made', {}, 'now next next next next next'],
    ['loaded', { status: status({ stage: 'loaded' }) }, 'done now next next next next'],
    ['evaluated', { status: evaluated }, 'done done now next next next'],
    ['pending', { status: evaluated, activeAtMs: ms(1) }, 'done done now next next next'],
    [
      'firing',
      { status: { ...evaluated, state: 'firing' }, activeAtMs: ms(1) },
      'done done done done now next',
    ],
    ['an incident', { incident: INCIDENT }, 'done done done done done now'],
    [
      'told',
      { incident: INCIDENT, events: [event('fired'), event('delivery_succeeded')] },
      'done done done done done done',
    ],
    ['no channel', { incident: INCIDENT, channels: [] }, 'done done done done done skipped'],
    [
      'told nobody',
      { incident: INCIDENT, events: [event('delivery_dropped')] },
      'done done done done done failed',
    ],
    [
      'refused by the evaluator',
      { status: status({ stage: 'failed', message: 'no' }) },
      'failed next next next next next',
    ],
    [
      'an evaluation that fails',
      { status: status({ stage: 'evaluated', health: 'err', message: 'no' }) },
      'done failed next next next next',
    ],
  ])('%s', (_, change, expected) => {
    expect(
      readChain(factsOf(change))
        .map(({ state }) => state)
        .join(' '),
    ).toBe(expected);
  });

  it('says when things happened, and when they are due', () => {
    const before = readChain(factsOf({ status: status({ stage: 'loaded' }) }));
    expect(before[1]?.atMs).toBe(ms(2));
    const waiting = readChain(factsOf({ status: evaluated, activeAtMs: ms(1) }));
    expect(waiting[2]?.atMs).toBe(ms(5));
    const all = readChain(
      factsOf({
        incident: INCIDENT,
        activeAtMs: ms(1),
        events: [event('delivery_succeeded', '1 open page')],
      }),
    );
    expect(all.map(({ atMs }) => atMs)).toEqual([null, ms(1), ms(1), ms(5), ms(5), ms(6)]);
    expect(all[5]?.note).toBe('1 open page');
  });

  it('says in the words of the service why it does not go on', () => {
    const failing = { incident: INCIDENT, events: [event('delivery_failed', 'refused')] };
    expect(readChain(factsOf(failing))[5]).toMatchObject({ state: 'now', note: 'refused' });
    const stage = status({ stage: 'delivered', message: 'the backend cannot be reached' });
    expect(readChain(factsOf({ status: stage }))[0]).toMatchObject({
      state: 'now',
      note: 'the backend cannot be reached',
    });
  });
});
