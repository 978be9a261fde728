import { describe, expect, it } from 'vitest';
import {
  EMPTY_TAIL,
  MOST_TAIL_LINES,
  readTailFrame,
  stepTail,
  type TailBuffer,
} from './tail-buffer.ts';

const frameOf = (count: number, from = 0, dropped: unknown = null) =>
  JSON.stringify({
    streams: [
      {
        stream: { app: 'shop', detected_level: 'error' },
        values: Array.from({ length: count }, (_, i) => [
          String(1_700n * 10n ** 15n + BigInt(from + i)),
          `行 ${from + i}`,
        ]),
      },
    ],
    dropped_entries: dropped,
  });

function arrive(tail: TailBuffer, text: string): TailBuffer {
  const frame = readTailFrame(text);
  if (frame === undefined) throw new Error('no frame');
  return stepTail(tail, { kind: 'arrive', frame });
}

describe('a frame', () => {
  it('has lines with their level, and counts what was dropped', () => {
    const frame = readTailFrame(frameOf(2, 0, [{ labels: {}, timestamp: '1' }]));
    expect(frame?.dropped).toBe(1);
    expect(frame?.lines.map(({ text, level }) => [text, level])).toEqual([
      ['行 0', 'error'],
      ['行 1', 'error'],
    ]);
  });

  it.each([
    ['text', 'hello'],
    ['another shape', '{"a":1}'],
    ['a list', '[]'],
  ])('is none: %s', (_, text) => {
    expect(readTailFrame(text)?.lines ?? []).toEqual([]);
  });

  it('leaves out entries of another shape', () => {
    const text = '{"streams":[{"stream":{},"values":[["x","a"],["1"],["1","b"],null]},7]}';
    expect(readTailFrame(text)?.lines.map((line) => line.text)).toEqual(['b']);
  });
});

describe('the buffer', () => {
  it('has keys of their own for equal lines', () => {
    const tail = arrive(arrive(EMPTY_TAIL, frameOf(1)), frameOf(1));
    expect(new Set(tail.lines.map(({ key }) => key)).size).toBe(2);
  });

  it('lets lines wait while it is paused', () => {
    const paused = stepTail(arrive(EMPTY_TAIL, frameOf(1)), { kind: 'pause' });
    const later = arrive(paused, frameOf(2, 1));
    expect([later.lines.length, later.waiting.length]).toEqual([1, 2]);
    const resumed = stepTail(later, { kind: 'resume' });
    expect(resumed.lines.map(({ text }) => text)).toEqual(['行 0', '行 1', '行 2']);
    expect(resumed.waiting).toEqual([]);
  });

  it('is bounded, and counts what went', () => {
    const full = arrive(EMPTY_TAIL, frameOf(MOST_TAIL_LINES + 5));
    expect([full.lines.length, full.dropped, full.lines[0]?.text]).toEqual([
      MOST_TAIL_LINES,
      5,
      '行 5',
    ]);
    const paused = arrive(stepTail(full, { kind: 'pause' }), frameOf(MOST_TAIL_LINES + 1, 9_000));
    expect([paused.waiting.length, paused.dropped]).toEqual([MOST_TAIL_LINES, 6]);
    const resumed = stepTail(paused, { kind: 'resume' });
    expect([resumed.lines.length, resumed.dropped]).toEqual([MOST_TAIL_LINES, 6 + MOST_TAIL_LINES]);
  });

  it('is empty after it was cleared, and goes on', () => {
    const cleared = stepTail(arrive(EMPTY_TAIL, frameOf(3)), { kind: 'clear' });
    expect([cleared.lines.length, cleared.dropped]).toEqual([0, 0]);
    expect(arrive(cleared, frameOf(1)).lines).toHaveLength(1);
  });
});
