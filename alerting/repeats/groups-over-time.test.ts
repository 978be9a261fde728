import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import type { Hold } from '../holding/hold.ts';
import type { Incident, StateEvent } from '../incidents/incident.ts';
import type { EventDraft } from '../incidents/incident-event.ts';
import type { DeliveryDraft } from '../outbox/delivery-sql.ts';
import { PLAIN_TELLING, type TellingPolicy } from '../routing/choose-targets.ts';
import { MessagesOverTime } from './messages-over-time.ts';

const SECOND = 1_000;
const MIN = 60 * SECOND;

const policy: TellingPolicy = {
  ...PLAIN_TELLING,
  routeKey: 'policy:P',
  channels: ['mail'],
  severityChannels: new Map(),
  grouping: { by: ['cluster'], waitMs: 30 * SECOND, intervalMs: 5 * MIN },
};

interface Step {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly id: string;
  readonly kind: StateEvent['kind'];
  readonly severity?: string;
  readonly cluster?: string;
  /** Seconds before `at`. */
  readonly startedAgo?: number;
}

/** Lets incidents change over time, as the pipeline would see them. */
class World {
  readonly deliveries: { atMs: number; delivery: DeliveryDraft }[] = [];
  readonly events: EventDraft[] = [];
  readonly #messages: MessagesOverTime;
  readonly #open = new Map<string, Incident>();
  #ids = 0;

  constructor(changes: Partial<TellingPolicy> = {}, holds?: readonly Hold[]) {
    this.#messages = new MessagesOverTime({
      rule: { channels: [], levels: [], levelChange: 'any' },
      policy: { ...policy, ...changes },
      defaults: [],
      channel: (_owner, id) => ({ name: id, enabled: true, sendResolved: true }),
      newId: () => `new ${++this.#ids}`,
      ...(holds === undefined ? {} : { holds }),
    });
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  severityOf(id: string): string | undefined {
    return this.#open.get(id)?.severity;
  }

  step({ at, id, kind, severity = 'warning', cluster = 'east', startedAgo = 0 }: Step): void {
    const nowMs = at * SECOND;
    this.until(nowMs);
    const before = this.#open.get(id);
    const incident = incidentOf(id, {
      cluster,
      severity,
      rung: severity === 'critical' ? 0 : 1,
      startedAtMs: before?.startedAtMs ?? nowMs - startedAgo * SECOND,
      status: kind === 'resolved' ? 'resolved' : 'firing',
    });
    if (kind === 'resolved') this.#open.delete(id);
    else this.#open.set(id, incident);
    const event = { kind, severity, reason: null, detail: null };
    const change = { incident, event, previousSeverity: before?.severity ?? null };
    this.#note(this.#messages.take(change, nowMs));
  }

  until(beforeMs: number): void {
    for (const told of this.#messages.until(beforeMs)) this.#note(told);
  }

  /** `30s firing a, firing b` for each message. */
  told(): readonly string[] {
    return this.deliveries.map(({ atMs, delivery }) => {
      const said = delivery.incidents.map((one) => `${one.purpose} ${one.incidentId}`);
      return `${atMs / SECOND}s ${said.join(', ')}`;
    });
  }

  unsent(): readonly string[] {
    return this.events
      .filter(({ kind }) => kind === 'notification_not_sent')
      .map(({ incidentId, reason }) => `${incidentId} ${reason}`);
  }

  #note(then: {
    atMs: number;
    events: readonly EventDraft[];
    deliveries: readonly DeliveryDraft[];
  }) {
    this.events.push(...then.events);
    for (const delivery of then.deliveries) this.deliveries.push({ atMs: then.atMs, delivery });
  }
}

const fire = (at: number, id: string, more: Partial<Step> = {}): Step => ({
  at,
  id,
  kind: 'fired',
  ...more,
});
const end = (at: number, id: string): Step => ({ at, id, kind: 'resolved' });
const hourly = { mode: 'interval', everyMs: 60 * MIN, max: null } as const;

describe('groups over time', () => {
  it.each<readonly [string, readonly Step[], readonly string[], Partial<TellingPolicy>]>([
    [
      'what fires within the wait is one message, the most severe first',
      [fire(0, 'a'), fire(10, 'b', { severity: 'critical' }), fire(29, 'c')],
      ['30s firing b, firing a, firing c'],
      {},
    ],
    [
      'another group is told by itself',
      [fire(0, 'a'), fire(5, 'b', { cluster: 'west' })],
      ['30s firing a', '35s firing b'],
      {},
    ],
    [
      'what is new after the message waits for the interval',
      [fire(0, 'a'), fire(40, 'b'), fire(200, 'c')],
      ['30s firing a', '330s firing b, firing c'],
      {},
    ],
    [
      'after a quiet interval only the wait counts',
      [fire(0, 'a'), fire(1_000, 'b')],
      ['30s firing a', '1030s firing b'],
      {},
    ],
    [
      'what began longer ago than the wait is told at once',
      [fire(100, 'a', { startedAgo: 60 })],
      ['100s firing a'],
      {},
    ],
    [
      'resolves wait for the interval, too, with what is new',
      [fire(0, 'a'), fire(0, 'b'), end(60, 'a'), fire(90, 'c'), end(100, 'b')],
      ['30s firing a, firing b', '330s firing c, resolved a, resolved b'],
      {},
    ],
    [
      'what was over before it was told is told to nobody',
      [fire(0, 'a'), fire(5, 'b'), end(20, 'a')],
      ['35s firing b'],
      {},
    ],
    [
      'it comes back within the interval: over, and firing anew',
      [fire(0, 'a'), end(60, 'a'), fire(90, 'a2')],
      ['30s firing a', '330s firing a2, resolved a'],
      {},
    ],
    [
      'a severity that rises joins the message; one that rises before it was told is a firing',
      [
        fire(0, 'a'),
        { at: 10, id: 'a', kind: 'severity_raised', severity: 'critical' },
        fire(60, 'b'),
        { at: 70, id: 'a', kind: 'severity_lowered', severity: 'warning' },
      ],
      ['30s firing a', '330s severity_lowered a, firing b'],
      {},
    ],
    [
      'repeats go by their own clock, those that are due together in one message',
      [fire(0, 'a'), fire(10, 'b'), fire(3_500, 'c'), end(3_700, 'a')],
      [
        '30s firing a, firing b',
        '3530s firing c',
        '3630s repeat a, repeat b',
        '3830s resolved a',
        '7130s repeat c',
        '7230s repeat b',
      ],
      { repeat: hourly },
    ],
    [
      'each alone, where nothing is said',
      [fire(0, 'a'), fire(0, 'b'), end(60, 'a')],
      ['0s firing a', '0s firing b', '60s resolved a'],
      { grouping: null },
    ],
  ])('%s', (_name, steps, expected, changes) => {
    const world = new World(changes);
    for (const step of steps) world.step(step);
    world.until(2 * 60 * MIN + 5 * MIN);
    expect(world.told()).toEqual(expected);
  });

  it('says why nobody hears of what ended too soon, and with what the others went', () => {
    const world = new World();
    for (const step of [fire(0, 'a'), fire(5, 'b'), fire(6, 'c'), end(20, 'a')]) world.step(step);
    world.until(MIN);
    expect(world.unsent()).toEqual(['a resolved_before_told']);
    const [told] = world.deliveries;
    const lines = world.events.filter(({ kind }) => kind === 'notification_queued');
    expect(
      lines.map(({ incidentId, deliveryId, detail }) => [incidentId, deliveryId, detail]),
    ).toEqual(['b', 'c'].map((id) => [id, told?.delivery.id, 'policy:P:{cluster="east"}']));
    expect(told?.delivery.notification.group).toMatchObject({
      key: 'policy:P:{cluster="east"}',
      labels: { cluster: 'east' },
      firing: 2,
      resolved: 0,
      truncated: 0,
    });
  });

  it('lists a hundred of many, and tells them all', () => {
    const world = new World();
    for (let number = 0; number < 250; number++) world.step(fire(0, `i${number}`));
    world.until(MIN);
    const [told] = world.deliveries;
    expect(world.deliveries).toHaveLength(1);
    expect(told?.delivery.incidents).toHaveLength(250);
    const { group } = told?.delivery.notification ?? {};
    expect([group?.alerts.length, group?.truncated, group?.firing]).toEqual([100, 150, 250]);
  });

  it('a resolve is told although a hold came meanwhile; what it holds is told after it', () => {
    const until = 20 * MIN;
    const hold: Hold = (_message, nowMs) =>
      nowMs >= 45 * SECOND && nowMs < until
        ? { reason: 'mute_window', detail: 'w', untilMs: until }
        : null;
    const world = new World({}, [hold]);
    for (const step of [fire(0, 'a'), fire(40, 'b'), fire(50, 'c'), end(60, 'a')]) world.step(step);
    world.until(60 * MIN);
    expect(world.told()).toEqual([
      '30s firing a',
      '330s resolved a',
      `${until / SECOND}s firing b, firing c`,
    ]);
    expect(world.unsent()).toEqual(['c mute_window', 'b mute_window']);
  });
});

/** What may happen to one of a few incidents, some seconds later. */
const happening = fc.record({
  after: fc.integer({ min: 0, max: 400 }),
  slot: fc.integer({ min: 0, max: 4 }),
  act: fc.constantFrom<'toggle' | 'severity'>('toggle', 'toggle', 'severity'),
});
const holding = fc.array(
  fc.record({ from: fc.integer({ min: 0, max: 4_000 }), lasts: fc.integer({ min: 1, max: 900 }) }),
  { maxLength: 3 },
);

describe('whatever happens', () => {
  const runs = process.env.TOCSIN_PROOF === '1' ? 5_000 : 150;
  it('what was told is told to be over once, nothing twice, and groups keep their interval', () => {
    const happenings = fc.array(happening, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(happenings, holding, fc.boolean(), (acts, spans, repeats) => {
        const hold: Hold = (_message, nowMs) => {
          const span = spans.find(
            ({ from, lasts }) => nowMs >= from * SECOND && nowMs < (from + lasts) * SECOND,
          );
          if (span === undefined) return null;
          const untilMs = (span.from + span.lasts) * SECOND;
          return { reason: 'mute_window', detail: null, untilMs };
        };
        const world = new World(repeats ? { repeat: hourly } : {}, [hold]);
        play(world, acts);
        check(world);
      }),
      { numRuns: runs },
    );
  });
});

function play(world: World, acts: readonly { after: number; slot: number; act: string }[]): void {
  const current = new Map<number, string>();
  let at = 0;
  let made = 0;
  for (const { after, slot, act } of acts) {
    at += after;
    const id = current.get(slot);
    const cluster = slot % 2 === 0 ? 'east' : 'west';
    if (id === undefined) {
      const next = `i${made++}`;
      current.set(slot, next);
      world.step(fire(at, next, { cluster }));
    } else if (act === 'toggle') {
      const severity = world.severityOf(id) ?? 'warning';
      world.step({ ...end(at, id), cluster, severity });
      current.delete(slot);
    } else {
      const isRaised = world.severityOf(id) === 'warning';
      const kind = isRaised ? 'severity_raised' : 'severity_lowered';
      world.step({ at, id, kind, severity: isRaised ? 'critical' : 'warning', cluster });
    }
  }
  for (const [slot, id] of current) {
    const cluster = slot % 2 === 0 ? 'east' : 'west';
    world.step({ ...end(at + 1, id), cluster });
  }
  world.until((at + 100_000) * SECOND);
}

function check(world: World): void {
  const ids = world.deliveries.map(({ delivery }) => delivery.id);
  expect(new Set(ids).size).toBe(ids.length);
  const said = new Map<string, string[]>();
  const newsAt = new Map<string, number>();
  for (const { atMs, delivery } of world.deliveries) {
    for (const { incidentId, purpose } of delivery.incidents) {
      said.set(incidentId, [...(said.get(incidentId) ?? []), purpose]);
    }
    if (delivery.incidents.every(({ purpose }) => purpose === 'repeat')) continue;
    const key = delivery.notification.group?.key ?? '';
    const before = newsAt.get(key);
    if (before !== undefined) expect(atMs - before).toBeGreaterThanOrEqual(5 * MIN);
    newsAt.set(key, atMs);
  }
  for (const purposes of said.values()) {
    expect(purposes[0]).toBe('firing');
    expect(purposes.filter((purpose) => purpose === 'firing')).toHaveLength(1);
    expect(purposes.indexOf('resolved')).toBe(purposes.length - 1);
  }
}
