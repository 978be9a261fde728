import { describe, expect, it } from 'vitest';
import { judgeFlapping } from './flap-damping.ts';

const DAMPING = { changes: 3, withinMs: 10, quietMs: 8 };

/** `f` fires, `r` is resolved, at this instant: `f1 r2 f3`. */
function changesOf(text: string) {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ isEnd: word.startsWith('r'), atMs: Number(word.slice(1)) }));
}

describe('whether an alert flaps', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['nothing has changed', '', 0, 'calm'],
    ['as many changes as are allowed', 'f1 r2 f3', 3, 'calm'],
    ['one more, but it is an end: told as it is', 'f1 r2 f3 r4', 4, 'calm'],
    ['the next that fires says that it flaps', 'f1 r2 f3 r4 f5', 5, 'begins 13'],
    ['what follows is kept back', 'f1 r2 f3 r4 f5 r6 f7', 7, 'flaps 15'],
    ['until it is quiet', 'f1 r2 f3 r4 f5 r6 f7', 15, 'calm'],
    ['one moment before', 'f1 r2 f3 r4 f5 r6 f7', 14, 'flaps 15'],
    ['slow changes count while it is not quiet', 'f1 r2 f3 r4 f5 r11 f18', 18, 'flaps 26'],
    ['quiet for so long: a new count', 'f1 r2 f3 r4 f5 f13', 13, 'calm'],
    ['changes too far apart', 'f1 r5 f9 r13 f17', 17, 'calm'],
    ['severity changes without an end', 'f1 f2 f3 f4', 4, 'begins 12'],
  ];
  it.each(cases)('%s', (_name, changes, nowMs, expected) => {
    const verdict = judgeFlapping(changesOf(changes), DAMPING, nowMs);
    const text = verdict.kind === 'calm' ? 'calm' : `${verdict.kind} ${verdict.quietAtMs}`;
    expect(text).toBe(expected);
  });
});
