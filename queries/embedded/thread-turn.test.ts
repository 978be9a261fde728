import { describe, expect, it } from 'vitest';
import { ThreadTurn } from './thread-turn.ts';

function open(limits: Partial<{ timeoutMs: number; maxSamples: number; maxBytes: number }> = {}) {
  let nowMs = 1_000;
  let others = 0;
  const turn = new ThreadTurn({
    clock: { monotonicMs: () => nowMs },
    limits: { timeoutMs: 100, maxSamples: 10, maxBytes: 10, ...limits },
    letOthersGo: () => {
      others += 1;
      return Promise.resolve();
    },
  });
  const isDueSoon = () => Array.from({ length: 16 }, () => turn.isDue()).some(Boolean);
  return {
    turn,
    isDueSoon,
    advance: (ms: number) => {
      nowMs += ms;
    },
    others: () => others,
  };
}

describe('ThreadTurn', () => {
  it('is due when its slice is over, and has a new one after a rest', async () => {
    const { turn, isDueSoon, advance, others } = open();
    expect(isDueSoon()).toBe(false);
    advance(10);
    expect(isDueSoon()).toBe(true);
    await turn.rest();
    expect(others()).toBe(1);
    expect(isDueSoon()).toBe(false);
  });

  it('ends at its next rest once it is canceled, or its time is over', async () => {
    const canceled = open();
    canceled.turn.cancel();
    await expect(canceled.turn.rest()).rejects.toMatchObject({ kind: 'canceled' });
    const late = open();
    late.advance(100);
    await expect(late.turn.rest()).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('counts what is held at once, and all that is read', () => {
    const { turn } = open();
    turn.holdSamples(8);
    turn.holdSamples(-5);
    turn.holdSamples(7);
    expect(turn.peakSamples).toBe(10);
    expect(() => turn.holdSamples(1)).toThrow('too many samples');
    turn.readBytes(6);
    turn.readBytes(4);
    expect(() => turn.readBytes(1)).toThrow('more than 10 bytes');
  });
});
