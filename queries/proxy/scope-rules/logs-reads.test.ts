import { describe, expect, it } from 'vitest';
import { RegexJudge } from '../../regex/regex-judge.ts';
import { logsReads } from './logs-reads.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const at = (minutes: number) => String((NOON + minutes * MINUTE) / 1000);
const ns = (minutes: number) => `${at(minutes)}000000000`;

/** Minutes before noon that each selector reads back to. */
function minutes(
  texts: readonly string[],
  passed: Readonly<Record<string, string>>,
): readonly number[] {
  const question = { texts, passed: new Map(Object.entries(passed)) };
  return logsReads(question, NOON, new RegexJudge()).map(
    ({ earliestMs }) => (NOON - earliestMs) / MINUTE,
  );
}

describe('logsReads', () => {
  it.each<[readonly string[], Readonly<Record<string, string>>, readonly number[]]>([
    [['{a="b"}'], { start: ns(-60) }, [60]],
    [['{a="b"}'], { start: at(-60) }, [60]],
    [['{a="b"}'], {}, [360]],
    [['{a="b"}'], { since: '30m' }, [30]],
    [['{a="b"}'], { since: '30m', end: at(-60) }, [90]],
    [['{a="b"}'], { end: at(-60) }, [420]],
    [['{a="b"}'], { start: at(-61), step: '1h' }, [120]],
    [['rate({a="b"}[5m] offset 1h)'], { time: at(-10) }, [75]],
    [['rate({a="b"}[5m]) / rate({c="d"}[1d])'], { start: at(-60), step: '60' }, [65, 1500]],
    // Loki counts back from now where the end lies in the future.
    [['{a="b"}'], { since: '30m', end: at(600) }, [30]],
    [['{a="b"}'], { end: at(600) }, [360]],
    // Its own step is a 250th of the range, and the first sample lies on a multiple of it.
    [['rate({a="b"}[5m])'], { start: at(-61), end: at(-61 + 250 * 60) }, [125]],
    [['rate({a="b"}[5m])'], { time: at(-61) }, [66]],
    [['{a="b"}'], { start: at(-61), end: at(-61 + 250 * 60) }, [61]],
    [['{}'], { start: at(-60) }, [60]],
    [['{a="b"}', '{c="d"}'], { start: at(-60) }, [60, 60]],
    [[], { start: at(-60) }, [60]],
    [[], {}, [360]],
    [['vector(1)'], {}, []],
  ])('%j %j: %j minutes', (texts, passed, expected) => {
    expect(minutes(texts, passed)).toEqual(expected);
  });

  it('never rounds an instant up', () => {
    expect(minutes(['{a="b"}'], { start: '-1' })[0]).toBe((NOON + 1_000) / MINUTE);
    expect(minutes(['{a="b"}'], { start: '-10000000001' })[0]).toBe((NOON + 10_001) / MINUTE);
  });
});
