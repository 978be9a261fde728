import { describe, expect, it } from 'vitest';
import { parsePromqlSelector } from '../../../../queries/promql/parse.ts';
import { type Selection, selectorText, withoutLabel } from './selector-text.ts';

const select = (
  metric: string,
  labels: Readonly<Record<string, readonly string[]>>,
): Selection => ({
  metric,
  labels: new Map(Object.entries(labels)),
});

describe('a selection as PromQL', () => {
  it.each<[string, Selection]>([
    ['up', select('up', {})],
    ['up', select('up', { job: [] })],
    ['up{job="api"}', select('up', { job: ['api'] })],
    [
      'up{job=~"a\\\\.b|c\\\\|d",zone="x\\"y"}',
      select('up', { job: ['a.b', 'c|d'], zone: ['x"y'] }),
    ],
    ['{"http.requests","k8s.pod"="a"}', select('http.requests', { 'k8s.pod': ['a'] })],
    ['{"http.requests"}', select('http.requests', {})],
    ['{path="C:\\\\temp\\n"}', select('', { path: ['C:\\temp\n'] })],
  ])('is %s', (text, selection) => {
    expect(selectorText(selection)).toBe(text);
    expect(parsePromqlSelector(text).kind).toBe('ok');
  });
});

it('leaves a label out', () => {
  const selection = select('up', { job: ['a', 'b'], zone: ['x'] });
  expect(selectorText(withoutLabel(selection, 'job'))).toBe('up{zone="x"}');
});
