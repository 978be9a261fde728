import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../queries/promql/parse.ts';
import { inRepository } from '../support/repository.ts';

interface RecordedError {
  readonly query: string;
  /** What a real Prometheus 2.42 answered; `ok` when it accepted the query. */
  readonly error: string;
  /** What 3.x says instead, where the two differ. */
  readonly ours?: string;
}

const file = inRepository('test', 'conformance', 'promql', 'errors-2.42.jsonl');
const recorded = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): RecordedError => JSON.parse(line));

function answer(query: string): string {
  const result = parsePromql(query);
  return result.kind === 'ok' ? 'ok' : result.error.text;
}

describe('errors recorded from Prometheus 2.42', () => {
  it('are several hundred', () => {
    expect(recorded.length).toBeGreaterThan(400);
  });

  it('are ours word for word, position for position', () => {
    for (const { query, error } of recorded.filter(({ ours }) => ours === undefined)) {
      expect(answer(query), query).toBe(error);
    }
  });

  it('differ only where 3.x differs', () => {
    for (const { query, error, ours = '' } of recorded.filter((row) => row.ours !== undefined)) {
      expect(answer(query), query).toBe(ours);
      expect(reasonOfDifference(error, ours), `${query}: ${error} / ${ours}`).not.toBe('unknown');
    }
  });
});

/** Why our answer may differ from that of 2.42; the list is the documentation of the differences. */
function reasonOfDifference(theirs: string, ours: string): string {
  for (const [pattern, reason] of REASONS) {
    if (pattern.test(`${theirs}\n${ours}`)) return reason;
  }
  return 'unknown';
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /missing unit|bad duration syntax|unexpected duration|trailing commas/,
    'durations may be plain numbers, and numbers durations',
  ],
  [/in duration expression|number, duration, step\(\)/, 'durations may be expressions'],
  [/expected duration|unexpected colon|subquery or range/, 'durations may be expressions'],
  [/not a valid duration string/, 'the unit is named'],
  [
    /bad number or duration|parsing number|unexpected number/,
    'underscores, and other number syntax',
  ],
  [/unexpected character: '\.'/, 'underscores, and other number syntax'],
  [/error parsing regexp/, 'the pattern is judged alone, before it is anchored'],
  [/\(\?</, 'groups may be named as in (?<n>x)'],
  [/unexpected string .* in label matching/s, 'names in braces may be quoted'],
  [/in grouping opts, expected label/, 'names in lists may be quoted, and hold a colon'],
  [/"<Item \d+>"/, 'the sign @ has a name'],
  [/unexpected "\("/, 'start() and end() are functions'],
  [
    /bool modifier|must use BOOL/,
    'the position is that of the operator, not of a comment before it',
  ],
];
