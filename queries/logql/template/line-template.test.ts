import { describe, expect, it } from 'vitest';
import { compileLineTemplate, type TemplateLine } from './line-template.ts';

function lineOf(line: string, labels: Readonly<Record<string, string>>): TemplateLine {
  return {
    line,
    timeNs: 1_700_000_000_123_456_789n,
    label: (name) => labels[name] ?? '',
    labels: Object.entries(labels),
  };
}

const acme = lineOf('GET /a 200', { tenant: 'acme', s: 'Hello World', n: '7', cn: '中文日志' });
const umbrella = lineOf('POST /b 500', { tenant: 'umbrella', s: 'Bye' });

function run(text: string, line: TemplateLine = acme): string {
  const template = compileLineTemplate(text, 'line', () => 1_700_000_060_000_000_000n);
  if ('error' in template) return template.error;
  const outcome = template.run(line);
  return outcome.kind === 'ok' ? outcome.text : outcome.message;
}

describe('compileLineTemplate', () => {
  it('runs on one line after the other', () => {
    const template = compileLineTemplate('{{.tenant}} {{__line__}} {{.nosuch}}|');
    if ('error' in template) throw new Error(template.error);
    expect(template.run(acme)).toEqual({ kind: 'ok', text: 'acme GET /a 200 |' });
    expect(template.run(umbrella)).toEqual({ kind: 'ok', text: 'umbrella POST /b 500 |' });
    expect(template.run(acme)).toEqual({ kind: 'ok', text: 'acme GET /a 200 |' });
  });

  it.each([
    [
      'the labels as a whole',
      '{{ len . }} {{ range $k, $v := . }}{{ $k }},{{ end }}',
      '4 cn,n,s,tenant,',
    ],
    ['the time', '{{ __timestamp__ }}', '2023-11-14 22:13:20.123456789 +0000 UTC'],
    ['now', '{{ now | unixEpoch }}', '1700000060'],
    [
      'a method',
      '{{ __timestamp__.Format "2006" }} {{ (__timestamp__.UTC.Add (__timestamp__.Sub __timestamp__)).Year }}',
      '2023 2023',
    ],
    [
      'a method without its argument',
      '{{ __timestamp__.Format }}',
      'template: line:1:16: executing "line" at <__timestamp__.Format>: wrong number of args for Format: want 1 got 0',
    ],
    [
      'a method with a wrong one',
      '{{ __timestamp__.Before "x" }}',
      'template: line:1:3: executing "line" at <__timestamp__>: wrong type for value; expected time.Time; got string',
    ],
    [
      'a method with one too many',
      '{{ __timestamp__.Unix 1 }}',
      'template: line:1:3: executing "line" at <__timestamp__>: wrong number of args for Unix: want 0 got 1',
    ],
    ['a mistake', '{{ .a', 'template: line:1: unclosed action'],
    [
      'a type',
      '{{ ToUpper 5 }}',
      'template: line:1:11: executing "line" at <5>: expected string; found 5',
    ],
    [
      'a large repetition',
      '{{ repeat 100000000 "a" }}',
      'template: line:1:3: executing "line" at <repeat 100000000 "a">: error calling repeat: the text is longer than 1048576',
    ],
    [
      'growing by replacing',
      '{{ $x := repeat 1000 "a" }}{{ range 9 }}{{ $x = replace "a" "aaaaaaaaaa" $x }}{{ end }}',
      'template: line:1:48: executing "line" at <replace "a" "aaaaaaaaaa" $x>: error calling replace: the text is longer than 1048576',
    ],
  ])('%s', (_name, text, expected) => expect(run(text)).toBe(expected));

  it('calls a template of label_format by its name', () => {
    const template = compileLineTemplate('{{ fail }}', 'label');
    expect(template).toEqual({ error: 'template: label:1: function "fail" not defined' });
  });

  it('says so where the time is not known', () => {
    const template = compileLineTemplate('{{ now }}');
    if ('error' in template) throw new Error(template.error);
    expect(template.run(acme)).toMatchObject({ kind: 'error' });
  });

  it('bounds what regular expressions take', () => {
    const heavy = run(`{{ range 10000 }}{{ $x := regexReplaceAll "(a|b|c)*d" $.s "x" }}{{ end }}`);
    expect(heavy).toContain('more than 100000 steps');
  });
});

/** The conformance scripts hold a case for each function; here stand those that lines cannot show. */
describe('functions', () => {
  it.each([
    ['{{ nindent 2 "a\\nb" }}', '\n  a\n  b'],
    ['{{ Replace "abc" "" "-" -1 }} {{ Replace "abc" "" "-" 2 }}', '-a-b-c- -a-bc'],
    ['{{ Replace "中文" "" "-" -1 }}', '-中-文-'],
    ['{{ regexReplaceAll "a*" "baac" "x" }}', 'xbxcx'],
    ['{{ regexReplaceAll "(?P<n>l+)" .s "<$n$$>" }}', 'He<ll$>o Wor<l$>d'],
    ['{{ trunc 4 .cn | len }} {{ trunc -3 .cn }}', '4 志'],
    ['{{ title "o\'neil and-more ab_cd" }}', "O'neil And-More Ab_cd"],
    ['{{ upper "straße" }} {{ TrimSpace "\\u3000x\\u00a0" }}|', 'STRAßE x|'],
    [
      '{{ add 9223372036854775807 1 }} {{ mul 4611686018427387904 2 }}',
      '-9223372036854775808 -9223372036854775808',
    ],
    ['{{ divf 2 3 }} {{ mulf 0.1 3 }} {{ subf 0.3 0.1 }}', '0.6666666666666667 0.3 0.2'],
    ['{{ int "0x1F" }} {{ int "1e3" }} {{ float64 ".5" }} {{ int "" }}', '31 0 0.5 0'],
    ['{{ bytes "1,024 kB" }} {{ bytes ".5KiB" }}', '1.024e+06 512'],
    ['{{ b64dec "aGVsbG8" }}', 'illegal base64 data at input byte 4'],
    ['{{ unixToTime "12" }}', "unable to parse time '12'"],
  ])('%s', (text, expected) => expect(run(text)).toContain(expected));
});
