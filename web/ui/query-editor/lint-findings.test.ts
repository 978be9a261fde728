import { expect, it } from 'vitest';
import type { ScopeExplanation } from '../../contract/scopes.ts';
import { findingsOf } from './lint-findings.ts';

type Part = ScopeExplanation['parts'][number];

const place = (start: number, end: number) => ({ line: 1, column: start + 1, start, end });

function explanation(change: Partial<ScopeExplanation>): ScopeExplanation {
  return {
    scope: 'acme',
    language: 'promql',
    query: '',
    refusal: null,
    parts: [],
    leftOut: [],
    ...change,
  };
}

function part(change: Partial<Part>): Part {
  return {
    clusters: ['lab'],
    query: null,
    matchers: [],
    header: null,
    filters: [],
    selectors: [],
    refusal: null,
    ...change,
  };
}

it('has nothing to say about what is asked as it stands', () => {
  expect(findingsOf(explanation({ parts: [part({})] }), 'up')).toEqual([]);
});

it('marks a refusal at its place, and at least one character of the text', () => {
  const refusal = { reason: 'parse', message: 'unexpected end of input', position: place(7, 7) };
  expect(findingsOf(explanation({ refusal }), 'sum(up{')).toEqual([
    { from: 6, to: 7, severity: 'error', message: 'unexpected end of input' },
  ]);
});

it('marks all of the text when the refusal names no place', () => {
  const refusal = { reason: 'no_backend', message: 'no backend', position: null };
  expect(findingsOf(explanation({ parts: [part({ refusal })] }), 'up')).toMatchObject([
    { from: 0, to: 2 },
  ]);
});

it('warns of selectors that match nothing, once for all backends, and not where it is refused', () => {
  const selector = {
    text: 'up{namespace="other"}',
    position: place(0, 21),
    isExempt: false,
    contradiction: 'no namespace of the scope',
  };
  const both = explanation({
    parts: [part({ selectors: [selector] }), part({ selectors: [selector] })],
  });
  expect(findingsOf(both, selector.text)).toEqual([
    { from: 0, to: 21, severity: 'warning', message: 'no namespace of the scope' },
  ]);
  const strict = explanation({
    parts: [
      part({
        selectors: [selector],
        refusal: {
          reason: 'contradiction',
          message: 'no namespace of the scope',
          position: place(0, 21),
        },
      }),
    ],
  });
  expect(findingsOf(strict, selector.text).map(({ severity }) => severity)).toEqual(['error']);
});
