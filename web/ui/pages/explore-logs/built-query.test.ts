import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildText, EMPTY_QUERY, readText } from './built-query.ts';

describe('the builder and the text', () => {
  it.each([
    ['one label', '{app="shop"}'],
    ['every operator on labels', '{app="shop", env!="dev", pod=~"a|b", zone!~"x.*"}'],
    ['texts', '{app="shop"} |= "error" != "health" |~ "time(out)?" !~ "debug"'],
    ['Chinese text', '{app="shop"} |= "支付失败 order"'],
    ['quotes and backslashes', '{app="shop"} |= "say \\"hi\\" \\\\ \\n"'],
    ['a parser', '{app="shop"} | json'],
    ['a parser with its pattern', '{app="shop"} | pattern "<ip> - <_>"'],
    ['fields', '{app="shop"} |= "a" | logfmt | status="500" | path!~"/health.*"'],
    ['comparisons as they are written', '{app="shop"} | json | status>=500 | took>1.5s | size<2KB'],
    ['a text in any case', '{app="shop"} |~ "(?i)Timeout" !~ "(?i)a\\\\.b 支付"'],
    ['shapes', '{app="shop"} |> "<_> 失败 <_>" !> "ok <_>"'],
    ['whether there is a value', '{app="shop"} | json | __error__="" | user!=""'],
    ['metadata without a parser', '{app="shop"} | detected_level="error"'],
  ])('say the same: %s', (_, text) => {
    const read = readText(text);
    expect(read.kind === 'built' ? buildText(read.query) : read).toBe(text);
  });

  it.each([
    ['a parser behind fields', '{app="shop"} | a="b" | json', 'beyond'],
    ['two parsers', '{app="shop"} | json | logfmt', 'beyond'],
    ['alternatives', '{app="shop"} |= "a" or "b"', 'beyond'],
    ['a template', '{app="shop"} | line_format "{{.a}}"', 'beyond'],
    ['either of two fields', '{app="shop"} | a="b" or c="d"', 'beyond'],
    ['extractions', '{app="shop"} | json a="b.c"', 'beyond'],
    ['an empty label', '{app="shop", env=""}', 'beyond'],
    ['a text that is in every line', '{app="shop"} |= ""', 'beyond'],
    ['a number that is equal', '{app="shop"} | json | a==5', 'beyond'],
    ['a metric query', 'rate({app="shop"}[5m])', 'metric'],
    ['nothing', '  ', 'empty'],
    ['half a query', '{app="shop"', 'error'],
  ])('know what only text can say: %s', (_, text, kind) => {
    expect(readText(text).kind).toBe(kind);
  });

  it('show conditions that all must hold as rows', () => {
    const read = readText('{app="shop"} | json | a="b" and c>5, d=~"e"');
    const text = read.kind === 'built' ? buildText(read.query) : read.kind;
    expect(text).toBe('{app="shop"} | json | a="b" | c>5 | d=~"e"');
  });

  it('know a text in any case from a pattern', () => {
    const opsOf = (text: string) => {
      const read = readText(`{app="shop"} ${text}`);
      return read.kind === 'built' ? read.query.lines.map((line) => [line.op, line.text]) : read;
    };
    expect(opsOf('|~ "(?i)支付 Failed"')).toEqual([['i|=', '支付 Failed']]);
    expect(opsOf('!~ `(?i)1\\.5s`')).toEqual([['i!=', '1.5s']]);
    expect(opsOf('|~ "(?i)a.b"')).toEqual([['|~', '(?i)a.b']]);
    expect(opsOf('|~ "(?i)"')).toEqual([['|~', '(?i)']]);
  });

  it('say the same of any text, back and forth', () => {
    // U+FFFD stands for what is no text, which LogQL refuses.
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\ufffd')),
      fc.constantFrom('支付失败 order-7', '(?i)x', '1.5s|2s', '\\d+ 次', '"引号" `反引号`', '𠮷\n'),
    );
    const name = fc.constantFrom('app', 'code', 'trace_id');
    const built = fc.record({
      matchers: fc.array(
        fc.record({ name, op: fc.constantFrom('=' as const, '!=' as const), value: text }),
        { minLength: 1, maxLength: 3 },
      ),
      lines: fc.array(fc.record({ op: fc.constantFrom('|=', '!=', 'i|=', 'i!=' as const), text }), {
        maxLength: 3,
      }),
      parser: fc.constantFrom('none', 'json', 'logfmt', 'unpack' as const),
      parserText: fc.constant(''),
      fields: fc.array(
        fc.oneof(
          fc.record({ name, op: fc.constantFrom('=' as const, '!=' as const), value: text }),
          fc.record({ name, op: fc.constantFrom('>', '<=' as const), value: fc.constant('5s') }),
          fc.record({ name, op: fc.constantFrom('=""', '!=""' as const), value: fc.constant('') }),
        ),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(built, (query) => {
        // A query that names no stream is refused by the parser.
        const all = {
          ...query,
          matchers: [{ name: 'env', op: '=', value: 'p' } as const, ...query.matchers],
        };
        expect(readText(buildText(all))).toEqual({ kind: 'built', query: all });
      }),
      { numRuns: 200 },
    );
  });

  it('keep rows that are not filled in out of the text', () => {
    expect(buildText(EMPTY_QUERY)).toBe('');
    const query = {
      ...EMPTY_QUERY,
      matchers: [
        { name: 'app', op: '=', value: 'shop' },
        { name: 'env', op: '=', value: '' },
      ],
      lines: [{ op: '|=', text: '' }],
      parser: 'pattern',
      fields: [{ name: '', op: '=', value: 'x' }],
    } as const;
    expect(buildText(query)).toBe('{app="shop"}');
  });
});
