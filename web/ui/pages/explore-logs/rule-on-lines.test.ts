import { describe, expect, it } from 'vitest';
import { readText } from './built-query.ts';
import { ruleOnLines } from './rule-on-lines.ts';

describe('the rule on a log query', () => {
  it.each([
    ['lines', '{app="shop"} |= "x"', 'sum(count_over_time({app="shop"} |= "x" [5m]))'],
    ['a metric', 'rate({app="shop"}[1m])', 'rate({app="shop"}[1m])'],
    ['nothing', ' ', ''],
    ['half a query', '{app=', ''],
  ])('of %s', (_, query, expected) => {
    expect(ruleOnLines(query)).toBe(expected);
  });

  it.each(['{app="shop"} # all', '{app="shop"} |= "#"', '{app="a"} | json | level="x"'])(
    'can be read: %s',
    (query) => {
      expect(readText(ruleOnLines(query)).kind).toBe('metric');
    },
  );
});
