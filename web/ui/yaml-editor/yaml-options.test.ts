import { describe, expect, it } from 'vitest';
import { RULE_SHAPE } from '../pages/rules/yaml/rule-document.ts';
import { colouredLine } from './yaml-colours.ts';
import { yamlOptions } from './yaml-options.ts';
import { yamlPlace } from './yaml-place.ts';

const KNOWN = new Map([
  ['levels/-/severity', [{ value: 'critical', detail: '' }]],
  ['channels/-', [{ value: '01J', detail: 'On call' }]],
]);

/** `|` is the place. */
function offered(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const place = yamlPlace(marked.replace('|', ''), offset);
  return place === null ? [] : yamlOptions(place, RULE_SHAPE, KNOWN).map(({ insert }) => insert);
}

describe('what is offered in a rule', () => {
  it.each<[string, readonly string[]]>([
    ['|', ['name: ', 'scope: ', 'levels:', 'labels:']],
    ['name: a\nlevels:\n  - |', ['severity: ', 'operator: ', 'repeat:']],
    ['levels:\n  - severity: a\n    thr|', ['threshold: ', 'for: ']],
    ['levels:\n- severity: a\n  |', ['threshold: ']],
    ['levels:\n  - severity: a\n    repeat:\n      |', ['mode: ', 'every: ', 'max: ']],
    ['levels:\n  - severity: a\n    for: 5m\n  - severity: |', ['critical']],
    ['levelChange: |', ['raised', 'any', 'none']],
    ['enabled: t|', ['true', 'false']],
    ['channels:\n  - |', ['"01J"']],
  ])('at %j', (marked, expected) => {
    expect(offered(marked)).toEqual(expect.arrayContaining([...expected]));
  });

  it('leaves out what the map has already, and what is written freely', () => {
    expect(offered('levels:\n  - severity: a\n    |')).not.toContain('severity: ');
    expect(offered('labels:\n  |')).toEqual([]);
    expect(offered('expression: up|')).toEqual([]);
    expect(offered('levels:\n  - severity: a\nlabels:\n  a: b\n|')).toContain('name: ');
    expect(offered('levels:\n  - severity: a\nlab|')).not.toContain('levels:');
  });
});

describe('colours of a line', () => {
  it.each<[string, readonly string[]]>([
    ['  - severity: "a b" # why', ['label severity', 'string "a b"', 'comment # why']],
    ['for: 5m', ['label for', 'number 5m']],
    ['on: true', ['label on', 'keyword true']],
    ['expression: |-', ['label expression', 'keyword |-']],
    ['# all of it', ['comment # all of it']],
    ['expression: up{job="a#b"} > 1', ['label expression', 'string "a#b"', 'number 1']],
  ])('of %j', (line, expected) => {
    const parts = colouredLine(line);
    expect(parts.map(({ from, to, colour }) => `${colour} ${line.slice(from, to)}`)).toEqual(
      expected,
    );
  });
});
