import { describe, expect, it } from 'vitest';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import { compareLabelSets, LabelSet, showLabelSet } from './label-set.ts';

const set = (labels: Record<string, string>): LabelSet => new LabelSet(labelsFromObject(labels));

describe('LabelSet', () => {
  it('has one key for equal sets, and others for others', () => {
    expect(set({ a: '1', b: '2' }).key()).toBe(set({ b: '2', a: '1' }).key());
    expect(set({ a: '1b', c: '' }).key()).not.toBe(set({ a: '1', b: '' }).key());
    expect(set({ a: '1', b: '2' }).key()).not.toBe(set({ a: '1b2' }).key());
  });

  it('drops, keeps and sets labels', () => {
    const up = set({ __name__: 'up', ns: 'acme', job: 'api' });
    expect(showLabelSet(up)).toBe('{__name__="up", job="api", ns="acme"}');
    expect(showLabelSet(up.withoutName())).toBe('{job="api", ns="acme"}');
    expect(up.withoutName().withoutName()).toBe(up.withoutName());
    expect(showLabelSet(up.only(['ns', 'zz']))).toBe('{ns="acme"}');
    expect(up.without(['zz'])).toBe(up);
    expect(showLabelSet(up.with('ns', ''))).toBe('{__name__="up", job="api"}');
    expect(showLabelSet(up.with('a', 'b').without(['ns', 'job']))).toBe('{__name__="up", a="b"}');
    expect(showLabelSet(set({ __name__: 'up' }))).toBe('{__name__="up"}');
    expect(showLabelSet(LabelSet.empty)).toBe('{}');
  });

  it('sorts pair by pair', () => {
    const sets = [set({ b: '1' }), set({ a: '2' }), set({ a: '1', c: '1' }), LabelSet.empty];
    const sorted = [...sets, set({ a: '1' })].sort(compareLabelSets).map(showLabelSet);
    expect(sorted).toEqual(['{}', '{a="1"}', '{a="1", c="1"}', '{a="2"}', '{b="1"}']);
  });
});
