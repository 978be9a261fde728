import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import {
  batchOf,
  differs,
  equals,
  freeTurn,
  type GivenSample,
  MetricStoreWorld,
  noneOf,
  oneOf,
  pointsOf,
  series,
} from '../../test/support/metric-store-world.ts';
import { propertyRuns } from '../../test/support/property-runs.ts';
import type { SampleRefusalKind } from '../model/sample-batch.ts';
import type { MetricStore } from './metric-store.ts';
import type { ReadMatcher } from './read-port.ts';

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
const AGE = 180 * MINUTE;
const AHEAD = 5 * MINUTE;
const LIMITS = {
  outOfOrderWindowMs: WINDOW,
  maxAheadMs: AHEAD,
  maxAgeMs: AGE,
  segmentBytes: 3_000,
  maxSegments: 3,
};

const ALL: readonly Labels[] = [
  series({ __name__: 'up', job: 'a' }),
  series({ __name__: 'up', job: 'b', zone: 'x' }),
  series({ __name__: 'up', job: 'c' }),
  series({ __name__: 'rest', job: 'a', zone: 'y' }),
  series({ __name__: 'rest', zone: 'x' }),
];

/** A store as it should be: every sample it took, by series and time. */
class Model {
  readonly samples = new Map<Labels, Map<number, number | 'stale'>>();
  floor = Number.NEGATIVE_INFINITY;

  take([labels, time, value]: GivenSample, now: number): SampleRefusalKind | null {
    const own = this.samples.get(labels) ?? new Map<number, number | 'stale'>();
    if (time > now + AHEAD) return 'too_far_ahead';
    if (time < this.floor) return 'too_old';
    const newest = Math.max(Number.NEGATIVE_INFINITY, ...own.keys());
    if (time < newest - WINDOW) return 'too_old';
    const stored = own.get(time);
    if (stored !== undefined) return Object.is(stored, value) ? null : 'duplicate';
    this.samples.set(labels, own.set(time, value));
    return null;
  }
}

type Step =
  | { readonly kind: 'append'; readonly samples: readonly (readonly [number, number, number])[] }
  | { readonly kind: 'run'; readonly of: number; readonly count: number; readonly stepMs: number }
  | { readonly kind: 'kill' | 'restart' | 'upkeep' | 'checkpoint' | 'retention' }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'read'; readonly from: number; readonly to: number; readonly by: number };

const MATCHERS: readonly (readonly ReadMatcher[])[] = [
  [equals('__name__', 'up')],
  [equals('__name__', 'up'), differs('job', 'a')],
  [oneOf('job', 'a', 'c')],
  [oneOf('job', 'a', '')],
  [noneOf('zone', 'x')],
  [equals('zone', ''), noneOf('job', 'c')],
  [equals('zone', 'x'), equals('__name__', 'rest')],
  [equals('zone', 'nowhere')],
  [],
];

const index = fc.nat(ALL.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      samples: fc.array(fc.tuple(index, fc.integer({ min: -30, max: 10 }), fc.nat(3)), {
        maxLength: 30,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      of: index,
      count: fc.nat(300),
      stepMs: fc.constantFrom(1, 997, 15_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['kill', 'restart', 'upkeep', 'checkpoint', 'retention'] as const)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 15, 100, 200),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      from: fc.integer({ min: -400, max: 10 }),
      to: fc.integer({ min: -400, max: 10 }),
      by: fc.nat(MATCHERS.length - 1),
    }),
  },
);

/** A store and its model, which every step happens to alike. */
class Pair {
  readonly #world: MetricStoreWorld;
  readonly #tenant: string;
  readonly #model = new Model();
  #store: MetricStore;
  #value = 0;

  constructor(world: MetricStoreWorld, tenant: string) {
    this.#world = world;
    this.#tenant = tenant;
    this.#store = world.open(tenant, LIMITS);
  }

  async do(action: Step): Promise<void> {
    const now = this.#world.clock.nowMs();
    switch (action.kind) {
      case 'append':
        return this.#append(
          action.samples.map(([of, minutes, value]) => [
            ALL[of] ?? new Map(),
            now + minutes * MINUTE,
            value === 0 ? 'stale' : value === 1 ? Number.NaN : value,
          ]),
        );
      case 'run':
        return this.#append(
          Array.from({ length: action.count }, (_, at) => [
            ALL[action.of] ?? new Map(),
            now + at * action.stepMs,
            this.#value++,
          ]),
        );
      case 'kill':
        this.#store = this.#world.open(this.#tenant, LIMITS);
        return;
      case 'restart':
        await this.#store.close();
        this.#store = this.#world.open(this.#tenant, LIMITS);
        return;
      case 'upkeep':
        // It applies the retention now and then.
        this.#model.floor = Math.max(this.#model.floor, now - AGE);
        return this.#store.upkeep();
      case 'checkpoint':
        return this.#store.checkpoint();
      case 'retention':
        this.#model.floor = Math.max(this.#model.floor, now - AGE);
        return this.#store.applyRetention();
      case 'wait':
        return this.#world.clock.advance(action.minutes * MINUTE);
      case 'read':
        return this.read(
          MATCHERS[action.by] ?? [],
          now + action.from * MINUTE,
          now + action.to * MINUTE,
        );
    }
  }

  async read(matchers: readonly ReadMatcher[], minMs: number, maxMs: number): Promise<void> {
    const turn = freeTurn();
    const found = await this.#store.select({ matchers, minMs, maxMs }, turn);
    expect(turn.held).toBe(0);
    const byKey = new Map(found.map((read) => [labelsKey(read.labels), pointsOf(read)]));
    expect(byKey.size).toBe(found.length);
    for (const labels of ALL) {
      const fits = matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? ''));
      const points = byKey.get(labelsKey(labels)) ?? [];
      const taken = [...(this.#model.samples.get(labels) ?? [])]
        .filter(([time]) => fits && time >= minMs && time <= maxMs)
        .sort(([a], [b]) => a - b);
      const { floor } = this.#model;
      expect(points.filter(([time]) => time >= floor)).toEqual(
        taken.filter(([time]) => time >= floor),
      );
      for (const early of points.filter(([time]) => time < floor)) {
        expect(taken).toContainEqual(early);
      }
    }
  }

  async close(): Promise<void> {
    await this.read([], Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    await this.#store.close();
  }

  async #append(samples: readonly GivenSample[]): Promise<void> {
    const now = this.#world.clock.nowMs();
    const expected: { kind: SampleRefusalKind; sample: number }[] = [];
    for (const [at, sample] of samples.entries()) {
      const kind = this.#model.take(sample, now);
      if (kind !== null) expected.push({ kind, sample: at });
    }
    const { refused } = await this.#store.append(batchOf(samples));
    expect(refused).toEqual(expected);
  }
}

describe('a metric store, whatever happens to it', () => {
  it('holds exactly what it took', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), step), { maxLength: 40 }), async (steps) => {
        const world = new MetricStoreWorld();
        try {
          const pairs = [new Pair(world, 'acme'), new Pair(world, 'globex')] as const;
          for (const [isSecond, action] of steps) await pairs[isSecond ? 1 : 0].do(action);
          for (const pair of pairs) await pair.close();
        } finally {
          world.remove();
        }
      }),
      propertyRuns(60, 3_000),
    );
  });
});
