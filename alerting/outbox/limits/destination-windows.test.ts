import { describe, expect, it } from 'vitest';
import { DestinationWindows } from './destination-windows.ts';

const FEISHU = [
  { most: 100, perMs: 60_000 },
  { most: 5, perMs: 1_000 },
];

describe('what a destination takes', () => {
  it('no stretch of time sees more than the limits, whoever asks', () => {
    const windows = new DestinationWindows();
    const sent: number[] = [];
    for (let nowMs = 0; nowMs < 180_000; nowMs += 50) {
      if (windows.take('robot', FEISHU, nowMs) === null) sent.push(nowMs);
    }
    for (const { most, perMs } of FEISHU) {
      for (const from of sent) {
        expect(sent.filter((at) => at >= from && at < from + perMs).length).toBeLessThanOrEqual(
          most,
        );
      }
    }
    expect(sent).toHaveLength(300);
  });

  it('says from when on there is a place, and destinations do not share it', () => {
    const windows = new DestinationWindows();
    const rates = [{ most: 2, perMs: 1_000 }];
    expect([windows.take('a', rates, 0), windows.take('a', rates, 400)]).toEqual([null, null]);
    expect(windows.take('a', rates, 500)).toBe(1_000);
    expect(windows.take('b', rates, 500)).toBeNull();
    expect(windows.take('a', rates, 1_000)).toBeNull();
    expect(windows.take('a', rates, 1_001)).toBe(1_400);
  });

  it('a clock set back keeps nobody waiting, and no limit is none', () => {
    const windows = new DestinationWindows();
    windows.spend('a', [{ most: 1, perMs: 1_000 }], 10_000_000);
    windows.spend('a', [{ most: 1, perMs: 1_000 }], 5_000);
    expect(windows.take('a', [{ most: 1, perMs: 1_000 }], 5_500)).toBe(6_000);
    expect(windows.take('a', [], 5_500)).toBeNull();
  });
});
