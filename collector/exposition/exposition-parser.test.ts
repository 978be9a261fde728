import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Labels, labelsToObject } from '../../platform/model/labels.ts';
import { ExpositionError } from './exposition-error.ts';
import type { ExpositionFormat } from './exposition-format.ts';
import { ExpositionParser, type ParsedExposition } from './exposition-parser.ts';

function newParser(): ExpositionParser<Labels> {
  return new ExpositionParser((labels) => labels);
}

/** `[{labels}, value]` or `[{labels}, value, time]` for each sample. */
function read(text: string | Buffer, format: ExpositionFormat): unknown[] {
  const { series, values, times } = newParser().parse(Buffer.from(text), format);
  return series.map((labels, at) => {
    const time = times[at] ?? Number.NaN;
    const shown = [{ ...labelsToObject(labels) }, values[at]];
    return Number.isNaN(time) ? shown : [...shown, time];
  });
}

const m = (labels: object = {}) => ({ __name__: 'm', ...labels });

describe('the text format', () => {
  it.each<[string, string, unknown[]]>([
    ['a bare sample', 'm 1\n', [[m(), 1]]],
    ['no end of the last line', 'm 1', [[m(), 1]]],
    ['nothing', '', []],
    ['empty and blank lines', '\n \t\nm 1\n\n', [[m(), 1]]],
    ['comments', '# hello\n#x\n# HELP\nm 1\n', [[m(), 1]]],
    ['empty braces', 'm{} 1\n', [[m(), 1]]],
    ['labels', 'm{a="x",b="y"} 1\n', [[m({ a: 'x', b: 'y' }), 1]]],
    ['labels out of order', 'm{b="y",a="x"} 1\n', [[{ __name__: 'm', a: 'x', b: 'y' }, 1]]],
    ['a comma at the end', 'm{a="x",} 1\n', [[m({ a: 'x' }), 1]]],
    [
      'space everywhere',
      '  m \t{ a = "x" ,\tb="y" } \t 1 \t 5 \n',
      [[m({ a: 'x', b: 'y' }), 1, 5]],
    ],
    ['no space behind the brace', 'm{a="x"}1\n', [[m({ a: 'x' }), 1]]],
    ['escapes', 'm{a="\\\\ \\" \\n \\t"} 1\n', [[m({ a: '\\ " \n \\t' }), 1]]],
    ['braces in a value', 'm{a="} 2 {"} 1\n', [[m({ a: '} 2 {' }), 1]]],
    ['Chinese', 'm{a="节点"} 1\n', [[m({ a: '节点' }), 1]]],
    ['an empty value', 'm{a=""} 1\n', [[m(), 1]]],
    ['a colon in the name', 'a:b 1\n', [[{ __name__: 'a:b' }, 1]]],
    ['a quoted name', '{"my.metric",a="b"} 1\n', [[{ __name__: 'my.metric', a: 'b' }, 1]]],
    ['a quoted name alone', '{"节点.温度"} 1\n', [[{ __name__: '节点.温度' }, 1]]],
    ['a quoted label name', 'm{"a.b"="c"} 1\n', [[m({ 'a.b': 'c' }), 1]]],
    ['an escaped quoted name', '{"a\\"b"} 1\n', [[{ __name__: 'a"b' }, 1]]],
    ['a timestamp', 'm 1 1700000000123\n', [[m(), 1, 1_700_000_000_123]]],
    ['a negative timestamp', 'm 1 -5\n', [[m(), 1, -5]]],
  ])('reads %s', (_, text, expected) => {
    expect(read(text, 'text')).toEqual(expected);
  });

  it.each<[string, number]>([
    ['0', 0],
    ['-0', -0],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1_000],
    ['2.46617e+06', 2_466_170],
    ['8.2140782592e+10', 82_140_782_592],
    ['1.7976931348623157e+308', Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['0.1', 0.1],
    ['123456789.123456789', 123_456_789.12345679],
    ['9007199254740993', 9_007_199_254_740_992],
    ['0.000000000000000000000000123', 1.23e-25],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('reads the value %s', (text, expected) => {
    const { values } = newParser().parse(Buffer.from(`m ${text}\n`), 'text');
    expect(Object.is(values[0], expected)).toBe(true);
  });

  it.each<[string, string | Buffer, string]>([
    ['no value', 'm\n', 'line 1: expected a value, got the end of the line'],
    [
      'no value in line 3',
      'a 1\n\nm{a="b"}\n',
      'line 3: expected a value, got the end of the line',
    ],
    ['a word for a value', 'm x1\n', 'line 1: expected a value, got "x1"'],
    ['a hexadecimal', 'm 0x10\n', 'line 1: expected a value, got "0x10"'],
    ['underscores', 'm 1_000\n', 'line 1: expected a value, got "1_000"'],
    ['a value out of range', 'm 1e400\n', 'line 1: expected a value, got "1e400"'],
    ['a carriage return', 'm 1\r\n', 'line 1: expected a value, got "1\\r"'],
    ['a name with a dash', 'a-b 1\n', 'line 1: expected a value, got "-b 1"'],
    ['a name that begins with a digit', '1a 1\n', 'line 1: expected a value, got "1a 1"'],
    ['no name', '{a="b"} 1\n', 'line 1: expected a metric name'],
    ['two names', 'm{"n"} 1\n', 'line 1: the metric has two names'],
    [
      'a name as a label',
      'm{__name__="n"} 1\n',
      'line 1: __name__ cannot be a label of an exposition',
    ],
    ['no equals', 'm{a} 1\n', 'line 1: expected = behind the label name a, got "} 1"'],
    ['no quotes', 'm{a=b} 1\n', 'line 1: expected a quoted label value, got "b} 1"'],
    [
      'no comma',
      'm{a="b" c="d"} 1\n',
      'line 1: expected , or } behind a label, got "c=\\"d\\"} 1"',
    ],
    ['no end of a value', 'm{a="b} 1\n', 'line 1: the quoted label value does not end'],
    ['no end of the labels', 'm{a="b" 1\n', 'line 1: expected , or } behind a label, got "1"'],
    ['a label twice', 'm{a="b",a="c"} 1\n', 'line 1: the label "a" is there twice'],
    [
      'bad UTF-8',
      Buffer.from('m{a="\xff"} 1\n', 'latin1'),
      'line 1: the label value is not valid UTF-8',
    ],
    [
      'a fractional timestamp',
      'm 1 1.5\n',
      'line 1: expected a timestamp in whole milliseconds, got "1.5"',
    ],
    [
      'something behind',
      'm 1 2 3\n',
      'line 1: expected a timestamp in whole milliseconds, got "2 3"',
    ],
    ['a type that is none', '# TYPE m stateset\n', 'line 1: "stateset" is not a metric type'],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text, 'text')).toThrow(message);
  });
});

describe('OpenMetrics', () => {
  it.each<[string, string, unknown[]]>([
    ['a bare sample', 'm 1\n# EOF\n', [[m(), 1]]],
    ['no line end behind the end', 'm 1\n# EOF', [[m(), 1]]],
    ['nothing', '# EOF\n', []],
    ['seconds', 'm 1 1700000000.123\n# EOF\n', [[m(), 1, 1_700_000_000_123]]],
    ['an exemplar', 'm 1 # {id="x"} 0.5\n# EOF\n', [[m(), 1]]],
    ['an exemplar with times', 'm 1 2 # {id="x #{}"} 0.5 1.5\n# EOF\n', [[m(), 1, 2_000]]],
    ['an empty exemplar', 'm 1 # {} 1\n# EOF\n', [[m(), 1]]],
    ['_created', 'm_created 5\n# EOF\n', [[{ __name__: 'm_created' }, 5]]],
    ['a quoted name', '{"a.b",c="d"} 1\n# EOF\n', [[{ __name__: 'a.b', c: 'd' }, 1]]],
  ])('reads %s', (_, text, expected) => {
    expect(read(text, 'openmetrics')).toEqual(expected);
  });

  it.each([
    ['no end', 'm 1\n', 'line 2: expected # EOF at the end of the exposition'],
    ['no end of the line', 'm 1', 'line 1: expected # EOF at the end of the exposition'],
    ['something behind the end', '# EOF\nm 1\n', 'line 1: expected nothing behind # EOF'],
    ['an empty line', 'm 1\n\n# EOF\n', 'line 2: expected no empty line'],
    ['two spaces', 'm  1\n# EOF\n', 'line 1: expected a value, got " 1"'],
    ['space in front', ' m 1\n# EOF\n', 'line 1: expected a metric name'],
    [
      'space in braces',
      'm{ a="b"} 1\n# EOF\n',
      'line 1: expected a label name, got " a=\\"b\\"} 1"',
    ],
    ['a comment', '# hello\n# EOF\n', 'line 1: the comment "# hello" cannot be read'],
    ['untyped', '# TYPE m untyped\n# EOF\n', 'line 1: "untyped" is not a metric type'],
    [
      'a unit that is no suffix',
      '# UNIT m_a b\n# EOF\n',
      'line 1: the unit b is not a suffix of the metric m_a',
    ],
    [
      'a timestamp of NaN',
      'm 1 NaN\n# EOF\n',
      'line 1: expected a timestamp in seconds, got "NaN"',
    ],
    [
      'an exemplar without a value',
      'm 1 # {a="b"}\n# EOF\n',
      'line 1: expected the value of an exemplar, got the end of the line',
    ],
    [
      'an exemplar without labels',
      'm 1 # 5\n# EOF\n',
      'line 1: expected the labels of an exemplar, got "5"',
    ],
    [
      'an exemplar that does not end',
      'm 1 # {a="b\n# EOF\n',
      'line 1: the labels of an exemplar do not end: "{a=\\"b"',
    ],
    [
      'space behind the value',
      'm 1 \n# EOF\n',
      'line 1: expected a timestamp or an exemplar, got " "',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text, 'openmetrics')).toThrow(message);
  });
});

describe('floats in labels', () => {
  it.each([
    ['1', '1.0'],
    ['0', '0.0'],
    ['1.0', '1.0'],
    ['0.005', '0.005'],
    ['5e-3', '0.005'],
    ['0.00001', '1e-05'],
    ['123456', '123456.0'],
    ['1000000', '1e+06'],
    ['2500000', '2.5e+06'],
    ['+Inf', '+Inf'],
    ['Inf', '+Inf'],
    ['abc', 'abc'],
  ])('le of a histogram: %s is %s', (given, expected) => {
    const text = `# TYPE m histogram\nm_bucket{le="${given}"} 1\n`;
    expect(read(text, 'text')).toEqual([[{ __name__: 'm_bucket', le: expected }, 1]]);
  });

  it('are written anew only under the type that they belong to', () => {
    const text = '# TYPE m summary\nm{quantile="1",le="1"} 1\n# TYPE n gauge\nn{le="1"} 1\n';
    expect(read(text, 'text')).toEqual([
      [{ __name__: 'm', le: '1', quantile: '1.0' }, 1],
      [{ __name__: 'n', le: '1' }, 1],
    ]);
  });

  it('follow a type that changes although the series looks the same', () => {
    const parser = newParser();
    const series = 'm_bucket{le="1"} 1\n';
    const le = (text: string) =>
      parser.parse(Buffer.from(text), 'text').series.map((labels) => labels.get('le'));
    expect(le(`# TYPE m gauge\n${series}`)).toEqual(['1']);
    expect(le(`# TYPE m histogram\n${series}`)).toEqual(['1.0']);
    expect(le(`# TYPE m histogram\n${series}`)).toEqual(['1.0']);
  });
});

describe('a target that is read again', () => {
  it('has the same labels object for the same series, in any order', () => {
    const parser = newParser();
    const first = parser.parse(Buffer.from('a{x="1"} 1\nb 2\nc 3\n'), 'text').series;
    const again = parser.parse(Buffer.from('a{x="1"} 5\nb 6\nc 7\n'), 'text');
    expect(again.series.map((labels, at) => labels === first[at])).toEqual([true, true, true]);
    expect(again.values).toEqual([5, 6, 7]);
    const moved = parser.parse(Buffer.from('c 1\nnew 2\na{x="1"} 3\nb 4\n'), 'text').series;
    expect([moved[0] === first[2], moved[2] === first[0], moved[3] === first[1]]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('tells a series from one that begins alike', () => {
    const parser = newParser();
    const names = (text: string) =>
      parser.parse(Buffer.from(text), 'text').series.map((l) => [...l.values()].join());
    expect(names('a 1\n')).toEqual(['a']);
    expect(names('ab 1\n')).toEqual(['ab']);
    expect(names('a {x="1"} 1\n')).toEqual(['a,1']);
    expect(names('a  {x="2"} 1\n')).toEqual(['a,2']);
    expect(names('a \t{x="3"} 1\n')).toEqual(['a,3']);
  });

  it('forgets what is gone, and resolves it anew when it comes back', () => {
    let resolved = 0;
    const parser = new ExpositionParser(() => {
      resolved += 1;
      return resolved;
    });
    const parse = (text: string) => parser.parse(Buffer.from(text), 'text').series;
    expect(parse('a 1\nb 1\n')).toEqual([1, 2]);
    expect(parse('a 1\n')).toEqual([1]);
    expect(parse('a 1\nb 1\n')).toEqual([1, 3]);
  });

  it('can be read in turns', async () => {
    const text = Array.from({ length: 1_200 }, (_, at) => `m{at="${at}"} ${at}\n`).join('');
    let rests = 0;
    const rest = async () => {
      rests += 1;
    };
    const parser = newParser();
    for (const [format, body] of [
      ['text', text],
      ['openmetrics', `${text}# EOF\n`],
    ] as const) {
      const { values } = await parser.parseInTurns(Buffer.from(body), format, rest);
      expect(values).toEqual(Array.from({ length: 1_200 }, (_, at) => at));
    }
    expect(rests).toBe(4);
    const cut = Buffer.from(text);
    await expect(parser.parseInTurns(cut, 'openmetrics', rest)).rejects.toThrow(
      'line 1201: expected # EOF',
    );
  });

  it('goes on after one that could not be read', () => {
    const parser = newParser();
    const first = parser.parse(Buffer.from('a 1\nb 1\n'), 'text').series;
    expect(() => parser.parse(Buffer.from('a 1\nb x\n'), 'text')).toThrow('line 2');
    expect(parser.readSoFar).toHaveLength(1);
    const { series } = parser.parse(Buffer.from('a 1\nb 1\n'), 'text');
    expect(series.map((labels, at) => labels === first[at])).toEqual([true, true]);
  });

  it('tells what it says of its families', () => {
    const parser = newParser();
    const text = [
      '# HELP m_seconds a\\nb "c" \\\\',
      '# TYPE m_seconds counter',
      '# UNIT m_seconds seconds',
      'm_seconds_total 1',
      '# TYPE "a.b" gauge',
      '# EOF',
    ].join('\n');
    for (let turn = 0; turn < 2; turn++) {
      parser.parse(Buffer.from(text), 'openmetrics');
      expect(parser.metadata()).toEqual([
        { metric: 'm_seconds', type: 'counter', help: 'a\nb "c" \\', unit: 'seconds' },
        { metric: 'a.b', type: 'gauge', help: '', unit: '' },
      ]);
    }
    parser.parse(Buffer.from('# TYPE m untyped\n'), 'text');
    expect(parser.metadata()).toEqual([{ metric: 'm', type: 'unknown', help: '', unit: '' }]);
  });
});

describe('any text', () => {
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

  it.each(['text', 'openmetrics'] as const)('comes back as it was written (%s)', (format) => {
    const anyText = fc.string({ unit: 'binary', minLength: 1 });
    const property = fc.property(anyText, anyText, fc.double(), (name, value, number) => {
      fc.pre(name !== '__name__');
      const shown = Number.isFinite(number) || Number.isNaN(number) ? number : `${number}`;
      const line = `{"${escaped(name)}","${escaped(name)}"="${escaped(value)}"} ${shown}\n`;
      const body = Buffer.from(format === 'text' ? line : `${line}# EOF\n`);
      const { series, values } = newParser().parse(body, format);
      expect(series[0]?.get('__name__')).toBe(name);
      expect(series[0]?.get(name)).toBe(value);
      expect(values[0] === number || Number.isNaN(number)).toBe(true);
    });
    fc.assert(property, { numRuns: 300, seed: 20261120 });
  });

  it.each(['text', 'openmetrics'] as const)('is read or refused with a line (%s)', (format) => {
    const piece = fc.constantFrom(
      'm',
      '{',
      '}',
      '"',
      '=',
      ',',
      ' ',
      '1',
      '\n',
      '#',
      '# EOF\n',
      '\\',
      '\t',
    );
    const parser = newParser();
    const property = fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const body = Buffer.from(pieces.join(''));
      const first = attempt(() => newParser().parse(body, format));
      const again = attempt(() => parser.parse(body, format));
      const warm = attempt(() => parser.parse(body, format));
      expect(again).toEqual(first);
      expect(warm).toEqual(first);
    });
    fc.assert(property, { numRuns: 1_000, seed: 20261120 });
  });
});

/** What a parse says, with what it remembers of others as without. */
function attempt(parse: () => ParsedExposition<Labels>): unknown {
  try {
    const { series, values, times } = parse();
    return { series: series.map((labels) => [...labels]), values: [...values], times: [...times] };
  } catch (thrown) {
    if (thrown instanceof ExpositionError) return thrown.message;
    throw thrown;
  }
}
