import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { validator } from '../../platform/schema/validator.ts';
import type { QuestionFacts } from './check-question.ts';
import { type Lease, LimitGate } from './limit-gate.ts';
import { createLimitMetrics } from './limit-metrics.ts';
import { limitTable, TenantLimitsConfig } from './tenant-limits.ts';

const facts: QuestionFacts = { bodyBytes: 0, range: null, earliestMs: null };

function tableOf(config: object) {
  const checked = validator(TenantLimitsConfig)(config);
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return limitTable(checked.value);
}

function lab(config: object) {
  const clock = new VirtualClock();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const gate = new LimitGate({
    table: tableOf(config),
    clock,
    metrics: createLimitMetrics(metrics),
  });
  const events: string[] = [];
  const leases = new Map<string, Lease>();
  /** Names are `tenant number`. */
  const enter = (name: string, signal = new AbortController().signal): Promise<void> =>
    gate.enter(name.split(' ')[0] ?? '', signal).then(
      (lease) => {
        leases.set(name, lease);
        events.push(name);
      },
      (error: Error) => void events.push(`${name}: ${error.message}`),
    );
  const leave = (name: string) => leases.get(name)?.release();
  return { clock, gate, events, enter, leave, expose: () => metrics.expose() };
}

describe('the configuration', () => {
  it('gives every tenant the general limits, and what differs', () => {
    const table = tableOf({
      default: { maxConcurrent: 3, maxRange: '30d' },
      tenants: [{ tenant: 'acme', maxConcurrent: 1, timeout: '5s' }],
    });
    expect(table.of('globex')).toMatchObject({ maxConcurrent: 3, timeoutMs: 60_000 });
    expect(table.of('acme')).toMatchObject({
      maxConcurrent: 1,
      timeoutMs: 5_000,
      maxRangeMs: 30 * 86_400_000,
      maxPoints: 11_000,
    });
  });

  it('is complete without a word', () => {
    expect(Value.Check(TenantLimitsConfig, Value.Default(TenantLimitsConfig, {}))).toBe(true);
  });

  it.each([
    ['an unknown limit', { tenants: [{ tenant: 'acme', maxSpeed: 1 }] }],
    ['no duration', { default: { timeout: '5 s' } }],
  ])('refuses %s', (_name, config) => {
    expect(validator(TenantLimitsConfig)(config).kind).toBe('invalid');
  });

  it.each([
    ['a tenant named twice', { tenants: [{ tenant: 'acme' }, { tenant: 'acme' }] }],
    ['units out of order', { default: { timeout: '1s1m' } }],
  ])('cannot be used with %s', (_name, config) => {
    expect(() => tableOf(config)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });
});

describe('turns', () => {
  it('are taken in order of arrival within a tenant, and go round between tenants', async () => {
    const { events, enter, leave } = lab({ maxConcurrent: 2, default: { maxConcurrent: 2 } });
    const names = ['acme 1', 'acme 2', 'acme 3', 'acme 4', 'acme 5', 'globex 1', 'globex 2'];
    const all = names.map((name) => enter(name));
    await Promise.all(all.slice(0, 2));
    for (const name of ['acme 1', 'acme 2', 'acme 3', 'globex 1', 'acme 4', 'globex 2']) {
      leave(name);
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(events).toEqual([
      'acme 1',
      'acme 2',
      'acme 3',
      'globex 1',
      'acme 4',
      'globex 2',
      'acme 5',
    ]);
  });

  it('are not delayed by a tenant at its limit', async () => {
    const { events, enter } = lab({ maxConcurrent: 4, default: { maxConcurrent: 2 } });
    const waiting = Array.from({ length: 50 }, (_, index) => enter(`acme ${index}`));
    await Promise.all([enter('globex 1'), enter('globex 2')]);
    expect(events).toEqual(['acme 0', 'acme 1', 'globex 1', 'globex 2']);
    expect(waiting).toHaveLength(50);
  });

  it('are refused when the queue is full, and after a wait', async () => {
    const { events, enter, leave, clock, expose } = lab({
      default: { maxConcurrent: 1, maxQueued: 1, maxWait: '10s' },
    });
    await enter('acme 1');
    const second = enter('acme 2');
    await enter('acme 3');
    await clock.advance(10_000);
    await second;
    leave('acme 1');
    await enter('acme 4');
    expect(events).toEqual([
      'acme 1',
      'acme 3: 1 questions are under way and 1 are waiting; ask fewer at once',
      'acme 2: the question waited 10s for its turn behind others; ask fewer at once',
      'acme 4',
    ]);
    const { text } = await expose();
    expect(text).toContain('tocsin_limit_refusals_total{reason="queue"} 1');
    expect(text).toContain('tocsin_limit_refusals_total{reason="wait"} 1');
    expect(text).toContain('tocsin_limit_questions{state="running"} 1');
    expect(text).toContain('tocsin_limit_questions{state="waiting"} 0');
  });

  it('are given up at once by who leaves the queue', async () => {
    const { events, enter, leave, clock, expose } = lab({
      default: { maxConcurrent: 1, maxQueued: 1 },
    });
    await enter('acme 1');
    const leaving = new AbortController();
    const second = enter('acme 2', leaving.signal);
    leaving.abort(new Error('gone'));
    await second;
    const third = enter('acme 3');
    leave('acme 1');
    await third;
    await enter('acme 4', AbortSignal.abort(new Error('gone before')));
    leave('acme 3');
    leave('acme 3');
    expect(events).toEqual(['acme 1', 'acme 2: gone', 'acme 3', 'acme 4: gone before']);
    expect(clock.pendingTimers).toBe(0);
    expect((await expose()).text).toContain('tocsin_limit_questions{state="running"} 0');
  });
});

describe('the rate', () => {
  it('is bounded for each tenant by itself, after a burst', async () => {
    const { gate, clock } = lab({ default: { perSecond: 2, burst: 3 } });
    for (let asked = 0; asked < 3; asked++) gate.check('acme', facts);
    expect(() => gate.check('acme', facts)).toThrow(
      expect.objectContaining({ kind: 'limited', retryAfterSeconds: 1 }),
    );
    gate.check('globex', facts);
    await clock.advance(500);
    gate.check('acme', facts);
    expect(() => gate.check('acme', facts)).toThrow('more than 2 questions per second');
    await clock.advance(60_000);
    for (let asked = 0; asked < 3; asked++) gate.check('acme', facts);
    expect(() => gate.check('acme', facts)).toThrow();
  });

  it('says when to come back', () => {
    const { gate } = lab({ default: { perSecond: 0.1, burst: 1 } });
    gate.check('acme', facts);
    expect(() => gate.check('acme', facts)).toThrow(
      expect.objectContaining({ retryAfterSeconds: 10 }),
    );
  });

  it('is not used by what is refused for another reason', () => {
    const { gate } = lab({ default: { perSecond: 1, burst: 1, maxBodyBytes: 1_024 } });
    expect(() => gate.check('acme', { ...facts, bodyBytes: 1_025 })).toThrow(
      expect.objectContaining({ kind: 'unprocessable' }),
    );
    gate.check('acme', facts);
  });

  it('has no bound where it is 0', () => {
    const { gate } = lab({ default: { perSecond: 0, burst: 1 } });
    for (let asked = 0; asked < 1_000; asked++) gate.check('acme', facts);
  });
});

describe('live tails', () => {
  it('are counted for each tenant by itself, as long as they are open', async () => {
    const { gate, expose } = lab({
      default: { maxTails: 2, perSecond: 0 },
      tenants: [{ tenant: 'quiet', maxTails: 0 }],
    });
    const [first] = [gate.openTail('acme', facts), gate.openTail('acme', facts)];
    expect(() => gate.openTail('acme', facts)).toThrow(
      expect.objectContaining({
        kind: 'limited',
        message: 'at most 2 live tails of one tenant are open at once; close one first',
        retryAfterSeconds: 60,
      }),
    );
    gate.openTail('globex', facts);
    expect(() => gate.openTail('quiet', facts)).toThrow('at most 0 live tails');
    first.release();
    first.release();
    gate.openTail('acme', facts);
    expect(() => gate.openTail('acme', facts)).toThrow('at most 2');
    expect((await expose()).text).toContain('tocsin_limit_refusals_total{reason="tails"} 3');
  });

  it('hold no place of questions', async () => {
    const { gate, events, enter } = lab({ maxConcurrent: 1, default: { maxConcurrent: 1 } });
    for (let open = 0; open < 5; open++) gate.openTail('acme', facts);
    await enter('acme 1');
    expect(events).toEqual(['acme 1']);
  });

  it('are checked like questions, and what is refused is not counted', () => {
    const { gate } = lab({ default: { maxTails: 1, maxLookback: '1h', perSecond: 1, burst: 1 } });
    const old = { ...facts, earliestMs: Number.NEGATIVE_INFINITY };
    expect(() => gate.openTail('acme', old)).toThrow(
      expect.objectContaining({ kind: 'unprocessable' }),
    );
    gate.openTail('acme', facts).release();
    expect(() => gate.openTail('acme', facts)).toThrow('questions per second');
  });
});

it('admits when both allow it', async () => {
  const { gate } = lab({ default: { maxBodyBytes: 1_024 } });
  const { signal } = new AbortController();
  const lease = await gate.admit('acme', facts, signal);
  lease.release();
  await expect(gate.admit('acme', { ...facts, bodyBytes: 2_000 }, signal)).rejects.toMatchObject({
    kind: 'unprocessable',
  });
});
