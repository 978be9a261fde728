import { describe, expect, it } from 'vitest';
import type { EntryBlock } from '../../source/stream-source.ts';
import { parseLogql } from '../parse.ts';
import { BlockFilter } from './block-filter.ts';
import { compileLineFilter } from './line-filter.ts';

function blockOf(lines: readonly string[]): EntryBlock {
  let end = 0;
  return {
    timesNs: new BigInt64Array(lines.length),
    text: Buffer.from(lines.join('')),
    ends: Uint32Array.from(lines, (line) => {
      end += Buffer.byteLength(line);
      return end;
    }),
    metadata: null,
  };
}

/** The lines that pass the filters of a query, told from the bytes of a block. */
function passing(filters: string, lines: readonly string[]): readonly string[] {
  const parsed = parseLogql(`{app="a"} ${filters}`);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'log') throw new Error(filters);
  const tests = parsed.expr.stages.flatMap((stage) =>
    stage.kind === 'line_filter' ? [compileLineFilter(stage)] : [],
  );
  const alive = new BlockFilter(tests).run(blockOf(lines), 0, lines.length);
  const found = lines.filter((_line, i) => alive[i] === 1);
  const oneByOne = lines.filter((line) => tests.every((test) => test.keeps(line)));
  expect(oneByOne).toEqual(found);
  return found;
}

describe('BlockFilter', () => {
  it('does not find a text that begins in one line and ends in the next', () => {
    expect(passing('|= "ab"', ['xa', 'bx', 'ab', '', 'aab'])).toEqual(['ab', 'aab']);
  });

  it('keeps empty lines where nothing is asked of them', () => {
    expect(passing('!= "x"', ['', 'x', '', 'y'])).toEqual(['', '', 'y']);
    expect(passing('|= ""', ['', 'x'])).toEqual(['', 'x']);
    expect(passing('!= ""', ['', 'x'])).toEqual([]);
  });

  it.each([
    ['|= "a" |= "b"', ['ab', 'ba', 'a b']],
    ['|= "a" != "b"', ['a']],
    ['|= "a" or "b"', ['a', 'b', 'ab', 'ba', 'a b']],
    ['!= "a" or "b"', ['c', 'B', '']],
    ['|~ "(?i)B"', ['b', 'ab', 'ba', 'a b', 'B']],
    ['|~ "a.b"', ['a b']],
    ['!~ "a|b"', ['c', 'B', '']],
    ['|> "a<_>"', ['a', 'ab', 'a b']],
    ['!> "<_>b"', ['a', 'ba', 'c', 'B', '']],
  ])('%s', (filters, expected) => {
    expect(passing(filters, ['a', 'b', 'ab', 'ba', 'a b', 'c', 'B', ''])).toEqual(expected);
  });

  it('counts in bytes where lines are not ASCII', () => {
    const lines = ['日志 错误', 'ошибка ERROR', 'é', 'error', 'K'];
    expect(passing('|= "错误"', lines)).toEqual(['日志 错误']);
    expect(passing('|~ "(?i)error"', lines)).toEqual(['ошибка ERROR', 'error']);
    expect(passing('|~ "(?i)k"', lines)).toEqual(['K']);
    expect(passing('|~ "(?i)ОШИБКА"', lines)).toEqual(['ошибка ERROR']);
  });

  it('finds addresses of a range', () => {
    const lines = ['from 10.1.2.3:80', 'from 11.1.2.3', 'fe80::1 up', 'v 10.1', '10.1.2.3.4'];
    expect(passing('|= ip("10.0.0.0/8")', lines)).toEqual(['from 10.1.2.3:80']);
    expect(passing('!= ip("10.0.0.0/8")', lines)).toHaveLength(4);
    expect(passing('|= ip("fe80::/10")', lines)).toEqual(['fe80::1 up']);
  });

  it('takes time in proportion to long lines', () => {
    const lines = ['f'.repeat(262_144), '1.'.repeat(131_072), ':'.repeat(262_144)];
    const startedMs = performance.now();
    expect(passing('|= ip("fe80::/10")', lines)).toEqual([]);
    expect(passing('|~ "(?i)fq"', lines)).toEqual([]);
    expect(passing('|~ "f+q"', lines)).toEqual([]);
    expect(passing('|> "<_>f<_>fq"', lines)).toEqual([]);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });
});
