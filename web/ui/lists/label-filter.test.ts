import { describe, expect, it } from 'vitest';
import {
  addLabelFilter,
  type LabelFilter,
  parseLabelFilter,
  passesLabels,
  printLabelFilter,
} from './label-filter.ts';

function filters(...texts: readonly string[]): readonly LabelFilter[] {
  return texts.flatMap((text) => parseLabelFilter(text) ?? []);
}

describe('label filters', () => {
  it.each(['job=api', 'job!=api', 'expr=a=b!=c', 'empty='])(
    '%s reads and prints the same',
    (text) => {
      const [filter] = filters(text);
      expect(filter && printLabelFilter(filter)).toBe(text);
    },
  );

  it.each(['', 'job', '=x'])('%j is none', (text) => {
    expect(parseLabelFilter(text)).toBeUndefined();
  });

  it.each([
    [['job=api'], true],
    [['job=web'], false],
    [['job=web', 'job=api'], true],
    [['job=api', 'code=500'], false],
    [['job!=api'], false],
    [['code!=500'], true],
    [['code='], true],
    [['__proto__='], true],
  ])('%j on {job="api"}: %s', (texts, expected) => {
    expect(passesLabels({ job: 'api' }, filters(...texts))).toBe(expected);
  });

  it('takes the place of its opposite', () => {
    const [excluded] = filters('job!=api');
    const added = excluded && addLabelFilter(filters('job=api', 'code=500'), excluded);
    expect(added?.map(printLabelFilter)).toEqual(['code=500', 'job!=api']);
  });
});
