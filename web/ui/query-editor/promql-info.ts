import { syntaxTree } from '@codemirror/language';
import {
  aggregateOpTerms,
  functionIdentifierTerms,
} from '@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms.js';
import type { FindInfo, WordInfo } from './word-info.ts';

const TERMS = new Map(
  [...functionIdentifierTerms, ...aggregateOpTerms].map(({ label, detail, info }) => [
    label,
    { title: `${label} (${detail})`, lines: [info] },
  ]),
);

/** What a function of PromQL does, and what a metric is and which labels it has in this scope. */
export function promqlInfo(
  metricInfo: (metric: string) => Promise<WordInfo | undefined>,
): FindInfo {
  return async ({ state }, position) => {
    const { name, from, to } = syntaxTree(state).resolveInner(position);
    const word = state.sliceDoc(from, to);
    const info = TERMS.get(word) ?? (name === 'Identifier' ? await metricInfo(word) : undefined);
    return info && { from, to, info };
  };
}
