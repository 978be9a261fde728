import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate, type TemplateOptions } from './compile-template.ts';
import { formatFloat } from './format-float.ts';
import { GO_ANSWERS } from './go-answers.data.ts';
import { anyMap, type GoObject, type GoValue, stringMap } from './go-value.ts';
import { TemplateError } from './template-error.ts';
import { define, defineVariadic } from './template-function.ts';

const functions = new Map([
  ['toUpper', define(['string'], ([text]) => text.toUpperCase())],
  ['twice', define(['int'], ([value]) => value * 2n)],
  ['half', define(['float64'], ([value]) => value / 2)],
  ['flip', define(['bool'], ([value]) => !value)],
  ['list', defineVariadic([], 'any', (_none, values) => values)],
  [
    'fails',
    define([], () => {
      throw new TemplateError('for a reason');
    }),
  ],
]);

const labels = stringMap(
  new Map([
    ['foo', 'bar'],
    ['baz', '中'],
  ]),
);

const data: GoObject = {
  kind: 'object',
  typeName: 'template.Data',
  member: (name) => (name === 'CommonLabels' ? { kind: 'field', value: labels } : undefined),
  text: () => '{}',
};

function run(text: string, dot: GoValue = labels, options: Partial<TemplateOptions> = {}): string {
  const template = compileTemplate('t', text, { functions, missingKey: 'zero', ...options });
  if (template.kind === 'error') return template.message;
  const outcome = template.run(dot);
  return outcome.kind === 'ok' ? outcome.text : outcome.message;
}

describe('compileTemplate answers as Go does', () => {
  it.each(GO_ANSWERS)('%s', (text, kind, answer) => {
    const template = compileTemplate('', text, { functions, missingKey: 'zero' });
    const outcome = template.kind === 'error' ? template : template.run(data);
    expect(outcome.kind).toBe(kind);
    expect(outcome.kind === 'ok' ? outcome.text : outcome.message.trim()).toBe(answer);
  });
});

describe('what is newer than the recorded answers', () => {
  it.each([
    ['else with', '{{with .nosuch}}a{{else with .foo}}{{.}}{{end}}', 'bar'],
    ['range over an int', '{{range $i := 3}}{{$i}}{{end}}', '012'],
    ['range over no int', '{{range 0}}x{{else}}none{{end}}', 'none'],
    [
      'two variables over an int',
      '{{range $i, $x := 3}}{{end}}',
      'template: t:1:18: executing "t" at <3>: can\'t use 3 to iterate over more than one variable',
    ],
    ['a parenthesis too many', '{{ 1) }}', 'template: t:1: unexpected right paren'],
    ['an unclosed action elsewhere', '{{ 1\n2\n', 'template: t:3: unclosed action started at t:1'],
  ])('%s', (_name, text, expected) => expect(run(text)).toBe(expected));
});

describe('values and types of functions', () => {
  const json = anyMap(
    new Map<string, GoValue>([
      ['list', ['x', 1.5, null, true]],
      ['nil', null],
    ]),
  );

  it.each([
    ['an int literal', '{{twice 4}}', '8'],
    ['a whole float literal is an int too', '{{twice 4.0}}', '8'],
    ['an int literal for a float', '{{half 3}}', '1.5'],
    ['no int', '{{twice 4.5}}', 'expected integer; found 4.5'],
    ['no float', '{{half "x"}}', 'expected float; found "x"'],
    ['no bool', '{{flip 1}}', 'expected bool; found 1'],
    ['an int is not turned into a float', '{{half (len "x")}}', 'expected float64; got int'],
    ['nil for a text', '{{toUpper nil}}', 'cannot assign nil to string'],
    ['a nil field for a text', '{{toUpper .nil}}', 'expected string; got interface {}'],
    ['a function that fails', '{{fails}}', 'at <fails>: error calling fails: for a reason'],
    ['lists', '{{list 1 "a" nil}} {{len (list 1 2)}} {{index (list 1 2) 1}}', '[1 a <nil>] 2 2'],
    ['JSON', '{{.list}} {{.nil}} {{.nosuch}}', '[x 1.5 <nil> true] <no value> <no value>'],
    ['a field of nil', '{{.nil.x}}', 'nil pointer evaluating interface {}.x'],
    [
      'a loop over a list',
      '{{range $i, $x := .list}}{{$i}}={{$x}};{{end}}',
      '0=x;1=1.5;2=<no value>;3=true;',
    ],
    ['a slice of a list', '{{slice .list 1 2}}', '[1.5]'],
    [
      'a map under a verb',
      '{{printf "%q" .list}}',
      '["x" %!q(float64=1.5) %!q(<nil>) %!q(bool=true)]',
    ],
  ])('%s', (_name, text, expected) => expect(run(text, json)).toContain(expected));
});

describe('missing keys', () => {
  it.each([
    ['zero', '{{.nosuch}}|{{.nosuch | len}}', '|0'],
    ['default', '{{.nosuch}}|{{.foo}}', '<no value>|bar'],
    ['default', '{{.nosuch.deeper}}', '<no value>'],
    ['default', '{{if .nosuch}}a{{else}}b{{end}}', 'b'],
  ] as const)('%s: %s', (missingKey, text, expected) => {
    expect(run(text, labels, { missingKey })).toBe(expected);
  });
});

describe('limits', () => {
  const limits = { maxOutput: 1_000, maxSteps: 5_000, maxDepth: 10 };
  it.each([
    ['output', '{{range 500}}abc{{end}}', 'the text is longer than 1000'],
    ['a width', '{{printf "%999999d" 1}}', 'the text is longer than 1000'],
    ['doubling', '{{$x := "ab"}}{{range 50}}{{$x = print $x $x}}{{end}}', 'longer than 1000'],
    ['a long loop', '{{range 1000000000}}{{end}}', 'more than 5000 steps'],
    ['loops in loops', '{{range 1000}}{{range 1000}}{{end}}{{end}}', 'more than 5000 steps'],
    [
      'a template that calls itself',
      '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}',
      'exceeded maximum template depth (10)',
    ],
    ['parentheses', `{{${'('.repeat(200)}1${')'.repeat(200)}}}`, 'nested too deeply'],
    ['blocks', `${'{{if 1}}'.repeat(200)}${'{{end}}'.repeat(200)}`, 'nested too deeply'],
  ])('%s', (_name, text, expected) => {
    expect(run(text, labels, { limits })).toContain(expected);
  });

  it('every run has them anew', () => {
    const options = { functions, missingKey: 'zero', limits } as const;
    const template = compileTemplate('t', '{{range 400}}ab{{end}}', options);
    if (template.kind === 'error') throw new Error(template.message);
    for (let i = 0; i < 20; i++) expect(template.run(labels).kind).toBe('ok');
  });
});

describe('include', () => {
  it('answers what a template prints', () => {
    const text = '{{define "x"}}[{{.}}]{{end}}{{tmpl "x" "q" | toUpper}}';
    expect(run(text, labels, { include: 'tmpl' })).toBe('[Q]');
    expect(run('{{tmpl "no" 1}}', labels, { include: 'tmpl' })).toContain(
      'template "no" not defined',
    );
  });
});

describe('formatFloat', () => {
  it('prints what reads back as the same number', () => {
    const isSame = (value: number): boolean =>
      Object.is(Number(formatFloat(value, 'g', -1)), value);
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), isSame));
  });

  it('parses or refuses any text, and never breaks', () => {
    const texts = fc.array(
      fc.constantFrom(...'{{ }} . $x := | ( ) "a" if end range else 1 foo'.split(' ')),
    );
    fc.assert(fc.property(texts, (parts) => typeof run(parts.join(' ')) === 'string'));
  });
});
