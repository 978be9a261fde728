import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import {
  aggregateOpTerms,
  functionIdentifierTerms,
} from '@prometheus-io/codemirror-promql/dist/esm/complete/promql.terms.js';

interface WordInfo {
  readonly title: string;
  readonly text: string;
}

const TERMS = new Map(
  [...functionIdentifierTerms, ...aggregateOpTerms].map(({ label, detail, info }) => [
    label,
    { title: `${label} (${detail})`, text: info },
  ]),
);

/** On hover: what a function does, and the labels that a metric has in this scope. */
export function wordInfo(client: PrometheusClient): Extension {
  return hoverTooltip(async (view, position) => {
    const node = syntaxTree(view.state).resolveInner(position);
    const word = view.state.sliceDoc(node.from, node.to);
    const info =
      TERMS.get(word) ?? (node.name === 'Identifier' ? await metricInfo(client, word) : undefined);
    if (info === undefined) return null;
    return { pos: node.from, end: node.to, create: () => ({ dom: render(info) }) };
  });
}

async function metricInfo(client: PrometheusClient, metric: string): Promise<WordInfo | undefined> {
  const labels = await client.labelNames(metric);
  const shown = labels.filter((label) => label !== '__name__').sort();
  return shown.length === 0 ? undefined : { title: metric, text: shown.join(', ') };
}

function render({ title, text }: WordInfo): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-word-info';
  const head = document.createElement('div');
  head.className = 'cm-word-info-title';
  head.textContent = title;
  const body = document.createElement('div');
  body.textContent = text;
  dom.append(head, body);
  return dom;
}
