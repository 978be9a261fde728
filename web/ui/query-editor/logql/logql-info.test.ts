import { describe, expect, it } from 'vitest';
import { RANGE_OPS, VECTOR_OPS } from '../../../../queries/logql/aggregations.ts';
import { colouredParts } from './logql-colours.ts';
import { logqlWordAt } from './logql-info.ts';
import { logqlFaults } from './logql-lint.ts';
import { LOGQL_WORDS } from './logql-words.ts';

const coloured = (text: string) =>
  colouredParts(text).map(({ from, to, colour }) => [text.slice(from, to), colour]);

describe('colours', () => {
  it('follow the tokens of the parser', () => {
    expect(coloured('sum by (app) (rate({app="商店"} |= `a` | json [5m])) # 注释')).toEqual([
      ['sum', 'function'],
      ['by', 'keyword'],
      ['app', 'label'],
      ['rate', 'function'],
      ['app', 'label'],
      ['=', 'keyword'],
      ['"商店"', 'string'],
      ['|=', 'keyword'],
      ['`a`', 'string'],
      ['|', 'keyword'],
      ['json', 'keyword'],
      ['[5m]', 'number'],
      ['# 注释', 'comment'],
    ]);
  });

  it('go on behind what is broken', () => {
    expect(coloured('{a="x\n, b="y"}')).toEqual([
      ['a', 'label'],
      ['=', 'keyword'],
      ['"x', 'string'],
      ['b', 'label'],
      ['=', 'keyword'],
      ['"y"', 'string'],
    ]);
    expect(coloured('rate({a="\\d"}[5q]) + 0x')).toContainEqual(['[5q]', 'number']);
    expect(coloured('rate({a="b"}[5) / 2').at(-1)).toEqual(['2', 'number']);
    expect(coloured('1 /* 2')).toEqual([
      ['1', 'number'],
      ['/* 2', 'comment'],
    ]);
  });
});

describe('hover', () => {
  it.each([
    ['ra^te({a="b"}[5m])', 'rate'],
    ['{a="b"} |^~ "x"', '|~'],
    ['{a="b"} | js^on', 'json'],
    ['sum b^y (a) (vector(1))', 'by'],
    ['{ra^te="b"}', undefined],
    ['{a="ra^te"}', undefined],
    ['{a!^="b"}', undefined],
  ])('%s', (marked, word) => {
    const found = logqlWordAt(marked.replace('^', ''), marked.indexOf('^'));
    expect(found?.word.text).toBe(word);
  });

  it('knows every aggregation', () => {
    const unknown = [...RANGE_OPS.keys(), ...VECTOR_OPS.keys()].filter(
      (op) => !LOGQL_WORDS.has(op),
    );
    expect(unknown).toEqual([]);
  });
});

describe('lint', () => {
  it('marks what the parser stumbles over, at least one character of it', () => {
    const text = '{app="商店"} |= "x" | jso';
    expect(logqlFaults(text)).toEqual([
      {
        from: text.length - 1,
        to: text.length,
        severity: 'error',
        message: expect.stringMatching(/^parse error at line 1, col 24: syntax error/),
      },
    ]);
    expect(logqlFaults('{app="商店"} |~ "(?i)ok"')).toEqual([]);
  });
});
