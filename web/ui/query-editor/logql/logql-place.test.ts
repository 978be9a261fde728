import { describe, expect, it } from 'vitest';
import { placeIn } from './logql-place.ts';

/** The place at `^` in the text. */
function at(marked: string) {
  const cursor = marked.indexOf('^');
  const text = marked.replace('^', '');
  const { place, from, to, isDue } = placeIn(text, cursor);
  return { place, isDue, replaces: text.slice(from, to) };
}

const fields = (query: string, ...parsers: string[]) => ({ query, parsers });

describe('what can stand at a place', () => {
  it.each([
    ['^', { kind: 'expression', call: '', isRightSide: false }],
    ['su^', { kind: 'expression', call: '', isRightSide: false }],
    ['sum(^)', { kind: 'expression', call: 'sum', isRightSide: false }],
    ['rate(^)', { kind: 'expression', call: 'rate', isRightSide: false }],
    ['topk(5, ^)', { kind: 'expression', call: 'topk', isRightSide: false }],
    ['rate({a="b"}[5m]) / ^', { kind: 'expression', call: '', isRightSide: true }],
    ['{^}', { kind: 'label_name', selector: '', taken: [] }],
    ['{ap^', { kind: 'label_name', selector: '', taken: [] }],
    ['{app^}', { kind: 'label_name', selector: '', taken: [] }],
    ['{app="shop", ^}', { kind: 'label_name', selector: '{app="shop"}', taken: ['app'] }],
    [
      '{app="商店", ^, env=~"p.*"}',
      { kind: 'label_name', selector: '{app="商店", env=~"p.*"}', taken: ['app', 'env'] },
    ],
    // Streams cannot be asked for by what they are not alone.
    ['{app!="shop", ^}', { kind: 'label_name', selector: '', taken: ['app'] }],
    ['{app ^}', { kind: 'match_op' }],
    ['{app=^}', { kind: 'label_value', label: 'app', selector: '', quote: '', isPattern: false }],
    [
      '{env="prod", app="^"}',
      { kind: 'label_value', label: 'app', selector: '{env="prod"}', quote: '"', isPattern: false },
    ],
    [
      '{app=~`sh^`, env="prod"}',
      { kind: 'label_value', label: 'app', selector: '{env="prod"}', quote: '`', isPattern: true },
    ],
    [
      '{app="sh^',
      { kind: 'label_value', label: 'app', selector: '', quote: '"', isPattern: false },
    ],
    ['{app="shop"^}', { kind: 'nothing' }],
    [
      '{app="shop"} ^',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: false,
        words: [],
        fields: undefined,
      },
    ],
    [
      '{app="shop"} |^',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: false,
        words: [],
        fields: undefined,
      },
    ],
    [
      '{app="shop"} | js^',
      { kind: 'stage', hasPipe: true, isInRange: false, words: [], fields: fields('{app="shop"}') },
    ],
    ['{app="shop"} |= "支付^', { kind: 'nothing' }],
    ['{app="shop"} |= ^', { kind: 'nothing' }],
    [
      '{app="shop"} |= "支付" ^',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: false,
        words: ['or'],
        fields: undefined,
      },
    ],
    [
      '{app="shop"} |= "支付" | json | ^',
      {
        kind: 'stage',
        hasPipe: true,
        isInRange: false,
        words: [],
        fields: fields('{app="shop"} |= "支付" | json', 'json'),
      },
    ],
    ['{app="shop"} | json | code ^', { kind: 'field_op' }],
    [
      '{app="shop"} | json | code=^',
      {
        kind: 'field_value',
        field: 'code',
        fields: fields('{app="shop"} | json', 'json'),
        quote: '',
        isPattern: false,
        isCompared: false,
      },
    ],
    [
      '{app="shop"} | logfmt | msg=~"已^"',
      {
        kind: 'field_value',
        field: 'msg',
        fields: fields('{app="shop"} | logfmt', 'logfmt'),
        quote: '"',
        isPattern: true,
        isCompared: false,
      },
    ],
    [
      '{app="shop"} | json | code="500" and ^',
      { kind: 'field_name', fields: fields('{app="shop"} | json', 'json') },
    ],
    [
      '{app="shop"} | json | (code="500" or ms^',
      { kind: 'field_name', fields: fields('{app="shop"} | json', 'json') },
    ],
    [
      '{app="shop"} | json | code="500" ^',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: false,
        words: ['and', 'or'],
        fields: undefined,
      },
    ],
    ['{app="shop"} | pattern "<ip> ^', { kind: 'nothing' }],
    ['{app="shop"} | line_format "{{.m^', { kind: 'nothing' }],
    ['{app="shop"} | label_format a=^', { kind: 'field_name', fields: fields('{app="shop"}') }],
    [
      '{app="shop"} | json | drop code, ^',
      { kind: 'field_name', fields: fields('{app="shop"} | json', 'json') },
    ],
    [
      'sum_over_time({app="shop"} | json | unwrap ^ [5m])',
      { kind: 'unwrap', fields: fields('{app="shop"} | json', 'json') },
    ],
    [
      'sum_over_time({app="shop"} | json | unwrap duration(to^',
      { kind: 'unwrap', fields: fields('{app="shop"} | json', 'json') },
    ],
    [
      'sum_over_time({app="shop"} | json | unwrap took | ^',
      {
        kind: 'stage',
        hasPipe: true,
        isInRange: true,
        words: [],
        fields: fields('{app="shop"} | json', 'json'),
      },
    ],
    [
      'rate({app="shop"} ^)',
      { kind: 'stage', hasPipe: false, isInRange: true, words: [], fields: undefined },
    ],
    ['rate({app="shop"}[^])', { kind: 'range' }],
    ['rate({app="shop"} |= "x" [5^', { kind: 'range' }],
    [
      'rate({app="shop"}[5m] ^)',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: true,
        words: ['offset'],
        fields: undefined,
      },
    ],
    ['sum ^(rate({app="shop"}[5m]))', { kind: 'words', words: ['by', 'without'] }],
    ['sort ^(rate({app="shop"}[5m]))', { kind: 'words', words: [] }],
    [
      'sum by (^) (rate({app="shop"} | json [5m]))',
      { kind: 'group_label', fields: fields('{app="shop"} | json', 'json'), taken: [] },
    ],
    [
      'sum(rate({app="shop"}[5m])) by (app, ^)',
      { kind: 'group_label', fields: fields('{app="shop"}'), taken: ['app'] },
    ],
    ['sum by (^', { kind: 'group_label', fields: undefined, taken: [] }],
    [
      'sum(rate({app="shop"}[5m])) ^',
      { kind: 'words', words: ['by', 'without', 'and', 'or', 'unless'] },
    ],
    ['rate({app="shop"}[5m]) un^', { kind: 'words', words: ['and', 'or', 'unless'] }],
    ['{app="shop"} # in a comment ^', { kind: 'nothing' }],
    ['{app="shop"} /* in a ^', { kind: 'nothing' }],
    [
      '{app="shop"} # done\n^',
      {
        kind: 'stage',
        hasPipe: false,
        isInRange: false,
        words: [],
        fields: undefined,
      },
    ],
    ['topk(5^', { kind: 'nothing' }],
  ])('%s', (marked, place) => {
    expect(at(marked).place).toEqual(place);
  });
});

describe('what is replaced', () => {
  it.each([
    ['{ap^}', 'ap'],
    ['{app="sh^op"}', 'shop'],
    ['{app="^', ''],
    ['{app=~"shop|pa^"}', 'pa'],
    ['{app="shop"} |^', '|'],
    ['{app="shop"} | js^', 'js'],
    ['rate({app="shop"}[5^', '5'],
  ])('%s', (marked, replaced) => {
    expect(at(marked).replaces).toBe(replaced);
  });
});

describe('whether the list opens by itself', () => {
  it.each([
    ['^', false],
    ['{^}', true],
    ['{app="shop", ^}', true],
    ['{app=^}', true],
    ['{app="^"}', true],
    ['{app="shop"} ^', false],
    ['{app="shop"} |^', true],
    ['{app="shop"} | ^', true],
    ['sum by (^)', true],
    ['rate({app="shop"}[^])', true],
    ['rate({app="shop"}[5m]) ^', false],
    ['{app="shop"} |= "a^"', false],
  ])('%s: %s', (marked, isDue) => {
    expect(at(marked).isDue).toBe(isDue);
  });
});

it('has an answer everywhere in a query that is broken anywhere', () => {
  const query =
    'sum by (app) (rate({app=~"商店|b", env!=`x`} |= "a\\"b" or ip("10.0.0.0/8") | json a="b" | x>=5ms and (y="1") | label_format a=b | unwrap duration(took) | z!="" [5m] offset 1h)) /* c */ > bool on (app) 2';
  const kinds = new Set<string>();
  for (let from = 0; from < query.length; from += 4) {
    const broken = `${query.slice(0, from)}${query.slice(from + 3)}`;
    for (let cursor = 0; cursor <= broken.length; cursor += 3) {
      const placed = placeIn(broken, cursor);
      expect(placed.from).toBeLessThanOrEqual(cursor);
      expect(placed.to).toBeGreaterThanOrEqual(cursor);
      kinds.add(placed.place.kind);
    }
  }
  expect(kinds.size).toBeGreaterThan(10);
});
