import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import {
  aggregateOpTerms,
  functionIdentifierTerms,
} from '@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms.js';

/** Documentation of one word, as it is shown on hover; empty lines are left out. */
export interface WordInfo {
  readonly title: string;
  readonly lines: readonly string[];
}

const TERMS = new Map(
  [...functionIdentifierTerms, ...aggregateOpTerms].map(({ label, detail, info }) => [
    label,
    { title: `${label} (${detail})`, lines: [info] },
  ]),
);

/** On hover: what a function does, and what a metric is and which labels it has in this scope. */
export function wordInfo(metricInfo: (metric: string) => Promise<WordInfo | undefined>): Extension {
  return hoverTooltip(async (view, position) => {
    const node = syntaxTree(view.state).resolveInner(position);
    const word = view.state.sliceDoc(node.from, node.to);
    const info =
      TERMS.get(word) ?? (node.name === 'Identifier' ? await metricInfo(word) : undefined);
    if (info === undefined) return null;
    return { pos: node.from, end: node.to, create: () => ({ dom: render(info) }) };
  });
}

function render({ title, lines }: WordInfo): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-word-info';
  const head = document.createElement('div');
  head.className = 'cm-word-info-title';
  head.textContent = title;
  dom.append(head);
  for (const line of lines) {
    if (line === '') continue;
    const part = document.createElement('div');
    part.textContent = line;
    dom.append(part);
  }
  return dom;
}
