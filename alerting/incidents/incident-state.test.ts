import { describe, expect, it } from 'vitest';
import type { Incident, IncidentSubject } from './incident.ts';
import { decideIncident, type IncidentDecision, recentEndOf } from './incident-state.ts';
import type { Observation } from './observation.ts';

const MIN = 60_000;
const T0 = Date.parse('2026-03-01T12:00:00Z');
const LADDER = ['critical', 'warning', 'info'];

const subjectOf = (owner: string): IncidentSubject => ({
  key: `${owner}-key`,
  owner,
  cluster: 'east',
  namespace: `${owner}-prod`,
  project: 'shop',
  environment: 'prod',
  ruleId: null,
  title: 'High load',
  labels: new Map([['instance', 'a:9100']]),
});

/** `f`: firing posted at the step's minute, seen since `since`, ending 4 minutes later. */
function firing(
  severity: string,
  nowMin: number,
  sinceMin = nowMin,
  endMin = nowMin + 4,
): Observation {
  return {
    kind: 'firing',
    levelKey: severity,
    severity,
    rung: LADDER.indexOf(severity),
    gradeReason: 'severity_on_ladder',
    annotations: new Map([['summary', `${severity} at ${nowMin}`]]),
    startsAtMs: T0 + sinceMin * MIN,
    endsAtMs: T0 + endMin * MIN,
    endsAtIsTimeout: false,
    source: 'east',
  };
}
const resolved = (severity: string, endMin: number): Observation => ({
  kind: 'resolved',
  levelKey: severity,
  annotations: new Map(),
  endsAtMs: T0 + endMin * MIN,
});
const ended = (severity: string, endMin: number): Observation => ({
  kind: 'ended',
  levelKey: severity,
  endsAtMs: T0 + endMin * MIN,
  reason: 'expired',
});

/** One step: at a minute, these observations; the outcome as text. */
type Step = readonly [
  atMin: number,
  observations: readonly Observation[],
  expected: readonly string[],
];

function textOf(decision: IncidentDecision): string {
  if (decision.kind === 'ignored') return `ignored ${decision.reason}`;
  const { incident } = decision;
  if (decision.kind === 'refreshed') return decision.isDue ? 'refreshed, written' : 'refreshed';
  const events = decision.events.map(
    (event) => `${event.kind}:${event.severity}${event.reason ? `(${event.reason})` : ''}`,
  );
  return `${incident.id} ${decision.kind} ${events.join(' ') || 'silently'}`;
}

function play(steps: readonly Step[], owner = 'acme'): Incident | undefined {
  let open: Incident | undefined;
  let recentEnd: ReturnType<typeof recentEndOf> | undefined;
  let count = 0;
  for (const [atMin, observations, expected] of steps) {
    const nowMs = T0 + atMin * MIN;
    const newId = () => `${owner}${++count}`;
    const decisions = decideIncident(open, subjectOf(owner), observations, {
      nowMs,
      recentEnd,
      newId,
    });
    expect(decisions.map(textOf), `at minute ${atMin}`).toEqual(expected);
    for (const decision of decisions) {
      if (decision.kind === 'ignored') continue;
      open = decision.incident.status === 'firing' ? decision.incident : undefined;
      if (!open) recentEnd = recentEndOf(decision.incident, nowMs);
    }
  }
  return open;
}

const TABLE: readonly (readonly [string, readonly Step[]])[] = [
  [
    'firing, then resolved by the source',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [3, [resolved('warning', 3)], ['acme1 changed resolved:warning(resolved_by_source)']],
    ],
  ],
  [
    'refreshes: no event, written at most once a minute',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [0.5, [firing('warning', 0.5, 0)], ['refreshed']],
      [1, [firing('warning', 1, 0)], ['refreshed, written']],
      [1.5, [firing('warning', 1.5, 0)], ['refreshed']],
      [2.5, [firing('warning', 2.5, 0)], ['refreshed, written']],
    ],
  ],
  [
    'a higher level joins: raised',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [firing('critical', 2)], ['acme1 changed severity_raised:critical']],
    ],
  ],
  [
    'a lower level joins: no event',
    [
      [0, [firing('critical', 0)], ['acme1 opened fired:critical']],
      [1, [firing('warning', 1)], ['acme1 changed silently']],
    ],
  ],
  [
    'both levels in one post: one event, of the higher',
    [[0, [firing('warning', 0), firing('critical', 0)], ['acme1 opened fired:critical']]],
  ],
  [
    'the higher level ends: lowered; then the lower one: resolved with the highest reached',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [2, [resolved('critical', 2)], ['acme1 changed severity_lowered:warning']],
      [4, [resolved('warning', 4)], ['acme1 changed resolved:critical(resolved_by_source)']],
    ],
  ],
  [
    'the lower level ends first: no event',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [2, [resolved('warning', 2)], ['acme1 changed silently']],
      [3, [resolved('critical', 3)], ['acme1 changed resolved:critical(resolved_by_source)']],
    ],
  ],
  [
    'all levels end in one post: one resolve',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [
        2,
        [resolved('critical', 2), resolved('warning', 2)],
        ['acme1 changed resolved:critical(resolved_by_source)'],
      ],
    ],
  ],
  [
    'one level falls and another rises in one post: one event for the sum',
    [
      [0, [firing('info', 0)], ['acme1 opened fired:info']],
      [2, [resolved('info', 2), firing('critical', 2)], ['acme1 changed severity_raised:critical']],
    ],
  ],
  [
    'a level ends and comes back while another fires: lowered, raised again',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [2, [resolved('critical', 2)], ['acme1 changed severity_lowered:warning']],
      [
        9,
        [firing('critical', 9), firing('warning', 9, 0)],
        ['acme1 changed severity_raised:critical'],
      ],
    ],
  ],
  [
    'firing again after the resolve: a new incident',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [resolved('warning', 2)], ['acme1 changed resolved:warning(resolved_by_source)']],
      [3, [firing('warning', 3)], ['acme2 opened fired:warning']],
    ],
  ],
  [
    'the resolve is sent again (Prometheus does, for 15 minutes): nothing',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [resolved('warning', 2)], ['acme1 changed resolved:warning(resolved_by_source)']],
      [3, [resolved('warning', 2)], ['ignored resolve_unknown']],
    ],
  ],
  [
    'the resolve is sent again after the next episode began: it does not end that one',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [resolved('warning', 2)], ['acme1 changed resolved:warning(resolved_by_source)']],
      [3, [firing('warning', 3)], ['acme2 opened fired:warning']],
      [4, [resolved('warning', 2)], ['ignored resolve_of_earlier_episode']],
    ],
  ],
  [
    'a resolve for an alert never seen: nothing',
    [[0, [resolved('warning', 0)], ['ignored resolve_unknown']]],
  ],
  [
    'a resolve for a level never seen, another one fires: nothing',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [1, [resolved('critical', 1)], ['ignored resolve_unknown']],
    ],
  ],
  [
    'out of order: a firing overtaken by its resolve is old news',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [resolved('warning', 2)], ['acme1 changed resolved:warning(resolved_by_source)']],
      [2.5, [firing('warning', 1, 0)], ['ignored late_firing']],
    ],
  ],
  [
    'the other replica of the sender goes on firing: a new incident after two minutes',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [resolved('warning', 2)], ['acme1 changed resolved:warning(resolved_by_source)']],
      [3, [firing('warning', 3, 0)], ['ignored late_firing']],
      [4, [firing('warning', 4, 0)], ['acme2 opened fired:warning']],
    ],
  ],
  [
    'out of order: an old refresh does not bring the end forward',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [2, [firing('warning', 2, 0, 6)], ['refreshed, written']],
      [2.5, [firing('warning', 1, 0, 5)], ['refreshed']],
    ],
  ],
  [
    'a late firing of one level while another fires',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [2, [resolved('critical', 2)], ['acme1 changed severity_lowered:warning']],
      [2.5, [firing('critical', 1, 0)], ['ignored late_firing']],
    ],
  ],
  [
    'its end passes: resolved as expired',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [9, [ended('warning', 4)], ['acme1 changed resolved:warning(expired)']],
    ],
  ],
  [
    'one level expires, the other stays',
    [
      [0, [firing('critical', 0), firing('warning', 0)], ['acme1 opened fired:critical']],
      [3, [firing('warning', 3, 0)], ['refreshed, written']],
      [6, [ended('critical', 4)], ['acme1 changed severity_lowered:warning']],
    ],
  ],
  [
    'refreshed while its expiry was being decided: it stays',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [9, [firing('warning', 9, 0)], ['refreshed, written']],
      [9.1, [ended('warning', 4)], ['ignored refreshed_meanwhile']],
    ],
  ],
  [
    'firing again after our own decision is news at once',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [9, [ended('warning', 4)], ['acme1 changed resolved:warning(expired)']],
      [9.5, [firing('warning', 9.5, 0)], ['acme2 opened fired:warning']],
    ],
  ],
  [
    'we were away; the same episode goes on: a refresh',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [20, [firing('warning', 20, 0)], ['refreshed, written']],
    ],
  ],
  [
    'we were away; another episode began meanwhile: the old one ends, a new one opens',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [
        20,
        [firing('warning', 20, 19)],
        ['acme1 changed resolved:warning(new_episode)', 'acme2 opened fired:warning'],
      ],
    ],
  ],
  [
    'resolve and next episode in one post',
    [
      [0, [firing('warning', 0)], ['acme1 opened fired:warning']],
      [
        3,
        [resolved('warning', 2), firing('warning', 3)],
        ['acme1 changed resolved:warning(resolved_by_source)', 'acme2 opened fired:warning'],
      ],
    ],
  ],
  [
    'a whole episode in one post',
    [
      [
        3,
        [firing('warning', 1), resolved('warning', 3)],
        ['acme1 opened fired:warning', 'acme1 changed resolved:warning(resolved_by_source)'],
      ],
    ],
  ],
];

describe('the state of one incident', () => {
  it.each(TABLE)('%s', (_name, steps) => {
    play(steps);
  });

  it('the earliest start wins; the end of the level follows the posts', () => {
    const open = play([
      [5, [firing('warning', 5, 5)], ['acme1 opened fired:warning']],
      [6, [firing('warning', 6, 3)], ['refreshed, written']],
    ]);
    expect(open?.levels.get('warning')).toMatchObject({
      startsAtMs: T0 + 3 * MIN,
      endsAtMs: T0 + 10 * MIN,
    });
  });

  it('a later explicit end beats a time-out', () => {
    const timeout: Observation = {
      ...firing('warning', 1, 0, 2),
      endsAtIsTimeout: true,
    } as Observation;
    const open = play([
      [0, [firing('warning', 0, 0, 30)], ['acme1 opened fired:warning']],
      [1, [timeout], ['refreshed, written']],
    ]);
    expect(open?.levels.get('warning')).toMatchObject({
      endsAtMs: T0 + 30 * MIN,
      endsAtIsTimeout: false,
    });
  });

  it('a start in the future is now', () => {
    const open = play([[0, [firing('warning', 60)], ['acme1 opened fired:warning']]]);
    expect(open?.startedAtMs).toBe(T0);
  });

  it('says on the event when the severity was not on the ladder', () => {
    const guess: Observation = {
      ...firing('info', 0),
      levelKey: 'page',
      gradeReason: 'severity_unknown',
    } as Observation;
    const [decision] = decideIncident(undefined, subjectOf('globex'), [guess], {
      nowMs: T0,
      newId: () => 'g1',
    });
    expect(decision).toMatchObject({
      kind: 'opened',
      incident: { owner: 'globex', severity: 'info' },
      events: [{ kind: 'fired', reason: 'severity_unknown', detail: 'page' }],
    });
  });

  it('a sender that invents severities does not make it grow without bound', () => {
    const open = play([
      [
        0,
        Array.from(
          { length: 50 },
          (_, i) => ({ ...firing('info', 0), levelKey: `s${i}` }) as Observation,
        ),
        ['acme1 opened fired:info'],
      ],
      [
        0.5,
        [{ ...firing('info', 0), levelKey: 's50' } as Observation],
        ['ignored too_many_levels'],
      ],
    ]);
    expect(open?.levels.size).toBe(50);
  });
});
