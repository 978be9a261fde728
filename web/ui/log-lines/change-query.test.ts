import { describe, expect, it } from 'vitest';
import { streamText, volumeText, withFilter } from './change-query.ts';

const label = { kind: 'label' } as const;
const field = { kind: 'field' } as const;
const json = { kind: 'detected', parser: 'json' } as const;

describe('filtering by a value', () => {
  it.each([
    ['a label', '{app="shop"}', label, 'env', 'prod', false, '{app="shop", env="prod"}'],
    ['a label out', '{app="shop"}', label, 'env', 'dev', true, '{app="shop", env!="dev"}'],
    ['another value of a label', '{app="shop"}', label, 'app', 'bank', false, '{app="bank"}'],
    [
      'a value out that was kept',
      '{app="a", env="b"}',
      label,
      'env',
      'b',
      true,
      '{app="a", env!="b"}',
    ],
    [
      'metadata',
      '{app="shop"} |= "x"',
      field,
      'pod',
      'p-1',
      false,
      '{app="shop"} |= "x" | pod="p-1"',
    ],
    ['the same twice', '{a="b"} | pod="p"', field, 'pod', 'p', false, '{a="b"} | pod="p"'],
    ['the opposite', '{a="b"} | pod="p"', field, 'pod', 'p', true, '{a="b"} | pod!="p"'],
    [
      'a field that needs a parser',
      '{a="b"}',
      json,
      'code',
      '500',
      false,
      '{a="b"} | json | code="500"',
    ],
    [
      'a field that has one',
      '{a="b"} | json',
      json,
      'code',
      '500',
      true,
      '{a="b"} | json | code!="500"',
    ],
    ['Chinese', '{a="b"}', field, 'city', '北京', false, '{a="b"} | city="北京"'],
    ['a broken text', '{a="b"', label, 'c', 'd', false, '{a="b"'],
    ['a metric query', 'rate({a="b"}[5m])', label, 'c', 'd', false, 'rate({a="b"}[5m])'],
  ])('%s', (_, text, origin, name, value, isOut, expected) => {
    expect(withFilter(text, { origin, name, value, isOut })).toBe(expected);
  });
});

describe('the volume', () => {
  it('counts by level in steps', () => {
    expect(volumeText('{a="b"} |= "支付" # note', 30)).toBe(
      'sum by (detected_level) (count_over_time({a="b"} |= "支付" [30s]))',
    );
  });
  it('is none for what is no log query', () => {
    expect(volumeText('rate({a="b"}[5m])', 30)).toBeUndefined();
    expect(volumeText('{a=', 30)).toBeUndefined();
  });
});

it('names one stream by all its labels', () => {
  expect(streamText({ app: 'shop', path: 'a"b' })).toBe('{app="shop", path="a\\"b"}');
});
