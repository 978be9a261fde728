import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { askInTime } from './ask-in-time.ts';
import type { AskQuery, RuleQuestion } from './ask-query.ts';
import { RuleTurns } from './rule-turns.ts';

const question: RuleQuestion = {
  cluster: 'lab',
  owner: 'acme',
  within: { matchers: [], exemptMetrics: [] },
  language: 'promql',
  query: 'up',
  atMs: 0,
  timeoutMs: 10_000,
};

function asker(ask: AskQuery['ask']) {
  const clock = new VirtualClock();
  const turns = new RuleTurns({ atOnce: 2, perCluster: 1, perOwner: 1 }, clock);
  const waits: number[] = [];
  const metrics = {
    evaluated: () => undefined,
    missed: () => undefined,
    samples: () => undefined,
    sent: () => undefined,
    waited: (seconds: number) => void waits.push(seconds),
  };
  const parts = { ask: { ask }, clock, inTurn: turns.inTurn, metrics };
  const abort = new AbortController();
  const asked = (change: Partial<RuleQuestion> = {}) =>
    askInTime({ ...question, ...change }, abort.signal, parts);
  return { clock, turns, waits, abort, asked };
}

const scalar = { kind: 'scalar', value: 1, warnings: [], samplesRead: null } as const;

describe('a question of a rule', () => {
  it('leaves nothing behind on the signal of its group', async () => {
    const { abort, asked, clock } = asker(async () => scalar);
    for (let n = 0; n < 20; n++) expect(await asked()).toBe(scalar);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up after its time, and told so', async () => {
    let told: unknown;
    const { clock, asked } = asker(
      (_question, signal) =>
        new Promise(() => signal.addEventListener('abort', () => (told = signal.reason))),
    );
    const answer = asked();
    await clock.advance(10_000);
    const message = 'query timed out in expression evaluation';
    expect(await answer).toEqual({ kind: 'failed', failure: 'timeout', message });
    expect(told).toEqual(new Error(message));
  });

  it('waits for its turn without losing time of its own; each owner gets turns', async () => {
    const order: string[] = [];
    let free: () => void = () => undefined;
    const { clock, turns, waits, asked } = asker(({ owner }) => {
      order.push(owner);
      return new Promise((resolve) => {
        free = () => resolve(scalar);
      });
    });
    const all = [asked(), asked(), asked(), asked({ owner: 'globex' })];
    await clock.advance(1);
    expect([order, turns.waiting]).toEqual([['acme'], 3]);
    for (let n = 0; n < 4; n++) {
      await clock.advance(5_000);
      free();
      await clock.advance(1);
    }
    expect(order).toEqual(['acme', 'acme', 'globex', 'acme']);
    expect(await Promise.all(all)).toEqual([scalar, scalar, scalar, scalar]);
    expect(waits.map(Math.round)).toEqual([0, 5, 10, 15]);
    expect(turns.waiting).toBe(0);
  });

  it('rejects with the reason of the group when that is stopped, also while it waits', async () => {
    const { abort, asked, clock, turns } = asker(() => new Promise(() => undefined));
    const both = Promise.allSettled([asked(), asked()]);
    await clock.advance(1);
    const reason = new Error('stopped');
    abort.abort(reason);
    expect(await both).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(turns.waiting).toBe(0);
  });
});
