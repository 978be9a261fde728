import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { PastResult } from '../../alerting/rules/simulate/past-result.ts';
import type { SilenceDraft } from '../../alerting/silences/silence-draft.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { OutboundResult } from '../../platform/outbound/outbound.ts';
import { openDirectState } from '../support/direct-state.ts';
import { routeOf } from '../support/notify-things.ts';
import {
  adminOf,
  NOTIFY_MIGRATIONS,
  type NotifyWorld,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { postsAt, previewIn, type Values } from '../support/preview-world.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { testLevel } from '../support/rule-fixture.ts';

const MIN = 60_000;
const MINUTES = 420;
/** In Berlin the night in which clocks are set forward. */
const START_MS = Date.parse('2026-03-28T22:00:00Z');
/** A loop of the service may be so late; what time alone drives is not exactly then. */
const LATE_MS = 15_000;
const OK: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
};

const LEVELS = [
  testLevel({ severity: 'critical', condition: { operator: '>', threshold: 100 } }),
  testLevel({ severity: 'warning', condition: { operator: '>', threshold: 10 } }),
];

/** Everything that a policy can say. */
const told = (hook: (name: string) => string): Partial<Policy> => ({
  channels: [hook('team'), hook('log')],
  severityChannels: new Map([['critical', [hook('team'), hook('pager')]]]),
  repeat: { mode: 'interval', everyMs: 47 * MIN + 7_000, max: null },
  severityRepeats: new Map([['critical', { mode: 'doubling', everyMs: 11 * MIN + 7_000, max: 3 }]]),
  grouping: { by: ['namespace'], waitMs: 30_000, intervalMs: 5 * MIN + 11_000 },
  windows: [
    {
      ...{ name: 'night', kind: 'mute', weekdays: [], monthDays: [], months: [] },
      times: [{ fromMinute: 90, toMinute: 4 * 60 }],
      zone: 'Europe/Berlin',
    },
  ],
  escalation: [
    { afterMs: 20 * MIN + 23_000, channels: [hook('boss')] },
    { afterMs: 45 * MIN + 23_000, channels: [hook('chief'), hook('pager')] },
  ],
  flapping: { changes: 4, withinMs: 30 * MIN + 30_000, quietMs: 20 * MIN + 41_000 },
});

const draft = (changes: Partial<SilenceDraft>): SilenceDraft => ({
  kind: 'silence',
  reason: 'planned',
  scope: 'acme',
  matchers: [{ name: 'instance', operator: '=', value: 'c' }],
  binding: null,
  schedule: { kind: 'once', startsAtMs: 0, endsAtMs: null },
  ...changes,
});

/** A rule of one tenant with all stages on, and the other's things that must not count. */
async function settle(world: NotifyWorld, isByTree: boolean): Promise<Rule> {
  const ids = new Map<string, string>();
  for (const name of ['team', 'log', 'pager', 'boss', 'chief']) {
    const settings = { url: `https://acme.example/${name}` };
    const channel = await world.addChannel('acme', { kind: 'webhook', name, settings });
    ids.set(name, channel.id);
  }
  const policy = world.addPolicy('acme', { name: 'P', ...told((name) => ids.get(name) ?? '') });
  world.setRoutes('acme', [
    routeOf('root', { parent: null, receiver: { kind: 'policy', policy: policy.id } }),
  ]);
  world.addInhibition('acme', {
    name: 'a before b',
    source: ['instance="a"', 'severity="critical"'],
    target: ['instance="b"'],
    equal: ['namespace'],
  });
  world.addInhibition('globex', {
    name: 'all',
    source: ['severity!=""'],
    target: ['instance=~".*"'],
  });
  const silence = (owner: string, made: SilenceDraft) =>
    world.silences.create({ principal: adminOf(owner), owner, draft: made, confirmBroad: true });
  const schedule = (fromMinute: number, toMinute: number) => ({
    kind: 'once' as const,
    startsAtMs: START_MS + fromMinute * MIN + 13_000,
    endsAtMs: START_MS + toMinute * MIN + 13_000,
  });
  await silence('acme', draft({ schedule: schedule(20, 95) }));
  await silence('acme', {
    ...draft({ matchers: [{ name: 'instance', operator: '=', value: 'b' }] }),
    schedule: {
      kind: 'recurring',
      cron: '35 */2 * * *',
      zone: 'Europe/Berlin',
      durationMs: 13 * MIN + 17_000,
      startsAtMs: START_MS,
      endsAtMs: null,
    },
  });
  const all = [{ name: 'instance', operator: '=~' as const, value: '.+' }];
  await silence(
    'globex',
    draft({ scope: 'globex', matchers: all, schedule: schedule(0, MINUTES) }),
  );
  const named = isByTree ? {} : { policy: policy.id };
  return world.addRule('acme', { name: 'Queue', levels: LEVELS, levelChange: 'any', ...named });
}

interface Told {
  readonly atMs: number;
  readonly text: string;
}

/** The rule in the past, and then as it happens: what each of both tells, and does not. */
async function both(values: Values, isByTree: boolean) {
  const clock = new VirtualClock(START_MS);
  const state = openDirectState(NOTIFY_MIGRATIONS);
  const world = await openNotifyWorld({ state, clock, outbound: { send: async () => OK } });
  try {
    const rule = await settle(world, isByTree);
    const endMs = START_MS + (MINUTES - 1) * MIN;
    const past = await previewIn(world, rule, values, { startMs: START_MS, endMs });
    await world.start();
    for (let atMs = START_MS; atMs <= endMs; atMs += MIN) {
      for (const alerts of postsAt(rule, past, atMs)) {
        if (alerts.length > 0) await world.postAs(alerts);
      }
      await clock.advance(MIN);
    }
    const names = new Map(world.channels.ofOwner('acme').map(({ id, name }) => [id, name]));
    // What is due in the last minute may be late for the end of the other.
    const seen = (told: readonly Told[]) => told.filter(({ atMs }) => atMs < endMs - MIN / 2);
    return {
      past,
      previewed: seen(previewed(past, names)),
      happened: seen(await happened(world)),
    };
  } finally {
    await world.stop();
    state.close();
  }
}

function previewed({ notifications }: PastResult, names: ReadonlyMap<string, string>) {
  return notifications.told.map(({ atMs, channelId, purpose, incidents }): Told => {
    return { atMs, text: `${names.get(channelId)} ${purpose} of ${incidents}` };
  });
}

async function happened(world: NotifyWorld): Promise<readonly Told[]> {
  return (await world.deliveries()).map((row): Told => {
    const { purpose } = JSON.parse(row.payload);
    const text = `${row.channel_name} ${purpose} of ${row.incidents}`;
    return { atMs: Number(row.created_at_ms), text };
  });
}

/** What one channel hears, in order. */
function byChannel(told: readonly Told[]): ReadonlyMap<string, readonly Told[]> {
  const found = new Map<string, Told[]>();
  for (const one of [...told].sort((a, b) => a.atMs - b.atMs)) {
    const [channel = ''] = one.text.split(' ');
    found.set(channel, [...(found.get(channel) ?? []), one]);
  }
  return found;
}

const timesOf = (told: readonly Told[]) =>
  told.map(({ atMs, text }) => `${new Date(atMs).toISOString().slice(11, 19)} ${text}`);

/** As many, of the same texts, and each as soon as it can be; at one instant in any order. */
function expectSame(previewed: readonly Told[], happened: readonly Told[]): void {
  const found = byChannel(happened);
  const expected = byChannel(previewed);
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [channel, its] of expected) {
    const left = [...(found.get(channel) ?? [])];
    const isSame = its.every(({ atMs, text }) => {
      const at = left.findIndex(
        (one) => one.text === text && one.atMs >= atMs && one.atMs - atMs <= LATE_MS,
      );
      return at >= 0 && left.splice(at, 1).length === 1;
    });
    if (!isSame || left.length > 0) {
      expect(timesOf(found.get(channel) ?? []), channel).toEqual(timesOf(its));
    }
  }
}

/** A value for so many minutes, one after the other; nothing changes at whole five minutes. */
const runs = (...parts: readonly (readonly [number, number])[]): readonly number[] => {
  const values = parts.flatMap(([minutes, value]) => new Array<number>(minutes).fill(value));
  return [...values, ...new Array<number>(Math.max(0, MINUTES - values.length)).fill(0)];
};

type Steps = readonly (readonly [number, number, number])[];

/** How it changes: after so many times five minutes and some, to a value. */
const steps = fc.array(
  fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0, 20, 150)),
  { maxLength: 24 },
);

/** Changes at minutes that are none of five, where windows and silences begin and end. */
function valuesOf(steps: Steps): readonly number[] {
  const parts: (readonly [number, number])[] = [];
  let value = 0;
  let done = 0;
  for (const [fives, minute, next] of steps) {
    const until = (Math.floor(done / 5) + fives + 1) * 5 + minute;
    parts.push([until - done, value]);
    value = next;
    done = until;
  }
  return runs(...parts, [1, value]).slice(0, MINUTES);
}

describe('the preview of a rule and what then happens', () => {
  it('agree, with grouping, inhibition, silences, windows, repeats, escalation and flapping', async () => {
    const values = {
      // Critical while b fires, then flaps.
      a: runs(
        ...([
          [7, 0],
          [60, 150],
          [4, 0],
          [3, 20],
          [3, 0],
          [3, 20],
          [4, 0],
          [20, 20],
          [12, 0],
          [60, 20],
        ] as const),
      ),
      b: runs([11, 0], [104, 20], [15, 150], [80, 20]),
      c: runs([22, 0], [20, 20], [18, 0], [300, 150]),
    };
    const { past, previewed, happened } = await both(values, false);
    expectSame(previewed, happened);
    const { purposes, unsent } = past.notifications;
    for (const purpose of [
      'firing',
      'repeat',
      'escalated',
      'flapping',
      'resolved',
      'severity_raised',
    ] as const) {
      expect([purpose, (purposes.get(purpose) ?? 0) > 0]).toEqual([purpose, true]);
    }
    for (const reason of ['silenced', 'mute_window', 'inhibited', 'flapping']) {
      expect([reason, (unsent.get(reason) ?? 0) > 0]).toEqual([reason, true]);
    }
    expect(previewed.some(({ text }) => / of [23]$/.test(text))).toBe(true);
  });

  it('agree whatever the values are, by a policy as by a tree of routes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, fc.boolean(), async (a, b, c, isByTree) => {
        const values = { a: valuesOf(a), b: valuesOf(b), c: valuesOf(c) };
        const { previewed, happened } = await both(values, isByTree);
        expectSame(previewed, happened);
      }),
      { ...propertyRuns(3, 300), endOnFailure: true },
    );
  });
});
