import { describe, expect, it } from 'vitest';
import { labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import {
  type ActiveAlert,
  type ActiveAlerts,
  type AlertTiming,
  countLive,
  type FoundAlert,
  stepAlerts,
} from './alert-state.ts';

const MIN = 60_000;

function found(namespace: string, value: number): readonly [string, FoundAlert] {
  const labels = labelsFrom([
    ['alertname', 'Full'],
    ['namespace', namespace],
  ]);
  return [labelsKey(labels), { labels, annotations: new Map([['v', String(value)]]), value }];
}

/** What is found at each minute, as `namespace=value` texts; what the alerts are after each. */
function timeline(timing: AlertTiming, minutes: readonly string[]): readonly string[] {
  let active: ActiveAlerts = new Map();
  return minutes.map((text, minute) => {
    const elements = text.split(' ').filter(Boolean);
    const now = new Map(
      elements.map((element) => {
        const [namespace = '', value = '1'] = element.split('=');
        return found(namespace, Number(value));
      }),
    );
    active = stepAlerts(active, now, timing, minute * MIN);
    return [...active.values()].map(shown).sort().join(' ');
  });
}

function shown({ labels, state, activeAtMs, value }: ActiveAlert): string {
  return `${labels.get('namespace')}:${state}@${activeAtMs / MIN}=${value}`;
}

interface Case {
  readonly name: string;
  readonly timing: AlertTiming;
  readonly minutes: readonly string[];
  readonly states: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'without a duration fires at once, with the newest value',
    timing: { forMs: 0, keepFiringForMs: 0 },
    minutes: ['', 'acme=1', 'acme=2'],
    states: ['', 'acme:firing@1=1', 'acme:firing@1=2'],
  },
  {
    name: 'fires when exactly the duration has passed',
    timing: { forMs: 2 * MIN, keepFiringForMs: 0 },
    minutes: ['acme', 'acme', 'acme', 'acme'],
    states: ['acme:pending@0=1', 'acme:pending@0=1', 'acme:firing@0=1', 'acme:firing@0=1'],
  },
  {
    name: 'a gap while pending begins anew',
    timing: { forMs: 2 * MIN, keepFiringForMs: 0 },
    minutes: ['acme', 'acme', '', 'acme', 'acme', 'acme'],
    states: [
      'acme:pending@0=1',
      'acme:pending@0=1',
      '',
      'acme:pending@3=1',
      'acme:pending@3=1',
      'acme:firing@3=1',
    ],
  },
  {
    name: 'two tenants each have their own time',
    timing: { forMs: MIN, keepFiringForMs: 0 },
    minutes: ['acme', 'acme globex', 'globex', 'globex'],
    states: [
      'acme:pending@0=1',
      'acme:firing@0=1 globex:pending@1=1',
      'acme:inactive@0=1 globex:firing@1=1',
      'acme:inactive@0=1 globex:firing@1=1',
    ],
  },
  {
    name: 'one that comes back after its end begins anew, here by waiting',
    timing: { forMs: MIN, keepFiringForMs: 0 },
    minutes: ['acme', 'acme', '', 'acme=7', 'acme=8'],
    states: [
      'acme:pending@0=1',
      'acme:firing@0=1',
      'acme:inactive@0=1',
      'acme:pending@3=7',
      'acme:firing@3=8',
    ],
  },
  {
    name: 'keeps firing for so long after the last time, with the last value',
    timing: { forMs: 0, keepFiringForMs: 2 * MIN },
    minutes: ['acme=5', '', '', '', ''],
    states: [
      'acme:firing@0=5',
      'acme:firing@0=5',
      'acme:firing@0=5',
      'acme:inactive@0=5',
      'acme:inactive@0=5',
    ],
  },
  {
    name: 'the time it is kept firing starts over when it is found again',
    timing: { forMs: 0, keepFiringForMs: 2 * MIN },
    minutes: ['acme', '', 'acme', '', '', ''],
    states: [
      'acme:firing@0=1',
      'acme:firing@0=1',
      'acme:firing@0=1',
      'acme:firing@0=1',
      'acme:firing@0=1',
      'acme:inactive@0=1',
    ],
  },
  {
    name: 'pending ones are not kept',
    timing: { forMs: 5 * MIN, keepFiringForMs: 5 * MIN },
    minutes: ['acme', '', ''],
    states: ['acme:pending@0=1', '', ''],
  },
];

describe('the alerts of a rule', () => {
  it.each(cases)('$name', ({ timing, minutes, states }) => {
    expect(timeline(timing, minutes)).toEqual(states);
  });

  it('are told as over for 15 minutes, then forgotten', () => {
    const minutes = ['acme', ...Array.from({ length: 17 }, () => '')];
    const states = timeline({ forMs: 0, keepFiringForMs: 0 }, minutes);
    expect(states[16]).toBe('acme:inactive@0=1');
    expect(states[17]).toBe('');
  });

  it('remember when they fired and ended, and count as live until then', () => {
    const timing = { forMs: MIN, keepFiringForMs: 0 };
    const acme = new Map([found('acme', 1)]);
    const first = stepAlerts(new Map(), acme, timing, 0);
    const second = stepAlerts(first, acme, timing, MIN);
    const third = stepAlerts(second, new Map(), timing, 2 * MIN);
    expect([first, second, third].map(countLive)).toEqual([1, 1, 0]);
    expect([...third.values()]).toMatchObject([
      { firedAtMs: MIN, resolvedAtMs: 2 * MIN, activeAtMs: 0 },
    ]);
    expect([...first.values()]).toMatchObject([{ firedAtMs: null, resolvedAtMs: null }]);
  });
});
