import { describe, expect, it } from 'vitest';
import { filterMetadata } from './filter-metadata.ts';

const entry = (help: string, type = 'counter') => ({ type, help, unit: '' });

describe('filterMetadata', () => {
  it('shows the metrics of the scope, histograms by their base name, and no others', () => {
    const answer = {
      up: [entry('a')],
      latency: [entry('b', 'histogram')],
      globex_only: [entry('c')],
    };
    const names = new Set(['up', 'latency_bucket']);
    expect(Object.keys(filterMetadata([answer], names, null, null))).toEqual(['up', 'latency']);
    expect(filterMetadata([answer], names, 'latency', null)).toEqual({
      latency: [entry('b', 'histogram')],
    });
    expect(filterMetadata([answer], names, 'globex_only', null)).toEqual({});
    expect(Object.keys(filterMetadata([answer], names, null, 1))).toEqual(['up']);
  });

  it.each([
    ['one entry', [[entry('words')]], entry('words')],
    ['the same twice', [[entry('words'), entry('words')]], entry('words')],
    ['words of two tenants', [[entry('of acme'), entry('of globex')]], entry('')],
    ['types of two tenants', [[entry('x'), entry('x', 'gauge')]], entry('x', 'unknown')],
    ['two backends that differ', [[entry('of acme')], [entry('of globex')]], entry('')],
    ['an older backend', [[{ type: 'counter', help: 'x' }]], { type: 'counter', help: 'x' }],
  ])('shows of %s what all of them say', (_, answers, shown) => {
    const all = answers.map((entries) => ({ up: entries }));
    expect(filterMetadata(all, new Set(['up']), null, null)).toEqual({ up: [shown] });
  });
});
