import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isRuleFileName, printRuleFile, readOrigin, ruleFileName } from './rule-file.ts';
import type { RuleGroup } from './rule-group.ts';
import { yamlText } from './yaml-text.ts';

const origin = { cluster: 'lab', owner: 'acme', ruleId: '01J00000000000000000000ACM', revision: 3 };
const group: RuleGroup = {
  name: 'tocsin/acme/01J00000000000000000000ACM',
  language: 'promql',
  intervalMs: 90_000,
  limit: 2_000,
  rules: [
    {
      kind: 'alerting',
      alert: 'yes',
      expr: '(up{a="\\"b"}) > 1e+21',
      forMs: 0,
      keepFiringForMs: 0,
      labels: new Map([
        ['on', 'off'],
        ['__proto__', '<<'],
      ]),
      annotations: new Map([['text', 'a: b\n# c {{ $value }}']]),
    },
    {
      kind: 'alerting',
      alert: '=',
      expr: '1',
      forMs: 300_000,
      keepFiringForMs: 60_000,
      labels: new Map(),
      annotations: new Map(),
    },
  ],
};

describe('a rule file', () => {
  const text = printRuleFile(origin, group);

  it('has a header, a group and rules, in this order and form', () => {
    expect(text).toBe(
      [
        '# Managed by tocsin: change the rule there, edits of this file are overwritten.',
        '# tocsin-rule cluster=lab owner=acme id=01J00000000000000000000ACM revision=3',
        'groups:',
        '  - name: "tocsin/acme/01J00000000000000000000ACM"',
        '    interval: "1m30s"',
        '    limit: 2000',
        '    rules:',
        '      - alert: "yes"',
        '        expr: "(up{a=\\"\\\\\\"b\\"}) > 1e+21"',
        '        for: "0s"',
        '        labels:',
        '          "on": "off"',
        '          "__proto__": "<<"',
        '        annotations:',
        '          "text": "a: b\\n# c {{ $value }}"',
        '      - alert: "="',
        '        expr: "1"',
        '        for: "5m"',
        '        keep_firing_for: "1m"',
        '',
      ].join('\n'),
    );
  });

  it.each(['1.1', '1.2'] as const)('reads back as texts by YAML %s', (version) => {
    const rules = parse(text, { version, mapAsMap: true }).get('groups')[0].get('rules');
    expect(rules[0].get('alert')).toBe('yes');
    expect(rules[0].get('expr')).toBe('(up{a="\\"b"}) > 1e+21');
    expect(rules[0].get('labels').get('on')).toBe('off');
    expect(rules[0].get('labels').get('__proto__')).toBe('<<');
    expect(rules[0].get('annotations').get('text')).toBe('a: b\n# c {{ $value }}');
    expect(rules[1].get('alert')).toBe('=');
  });

  it('says whose it is', () => {
    expect(readOrigin(text)).toEqual(origin);
  });

  it.each([
    ['another file', 'groups: []\n'],
    ['an empty file', ''],
    ['a changed second line', text.replace('# tocsin-rule ', '# ')],
  ])('%s is not ours', (_name, other) => {
    expect(readOrigin(other)).toBeUndefined();
  });

  it('has a name of its own', () => {
    const name = ruleFileName('_platform', origin.ruleId);
    expect(name).toBe('tocsin._platform.01J00000000000000000000ACM.rules.yml');
    expect(isRuleFileName(name)).toBe(true);
  });

  it.each(['rules.yml', 'tocsin.acme.rules.yml', 'tocsin.acme.01J0.rules.yml', '.x.tmp'])(
    '%s is no such name',
    (name) => {
      expect(isRuleFileName(name)).toBe(false);
    },
  );
});

describe('texts in YAML', () => {
  it.each(['1.1', '1.2'] as const)('of any kind read back by YAML %s', (version) => {
    const everything = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code));
    const more = ['\ue000', '\ufeff', '\ufffd', '\ufffe', '\uffff', '告警', '\u{1f514}', 'a b: #c'];
    const text = [...everything, ...more].join('');
    expect(parse(yamlText(text), { version })).toBe(text);
  });

  it.each(['yes', 'Off', '012', '1:30', '1e3', '=', '<<', '~', '', ' ', '0o7', '2024-01-01'])(
    '%j stays a text',
    (text) => {
      expect(parse(yamlText(text), { version: '1.1' })).toBe(text);
      expect(parse(yamlText(text), { version: '1.2' })).toBe(text);
    },
  );

  it('hold no character that a reader may refuse or take for a line break', () => {
    expect(yamlText('\u0085\u2028\u007f\u0000')).toBe('"\\u0085\\u2028\\u007f\\u0000"');
  });
});
