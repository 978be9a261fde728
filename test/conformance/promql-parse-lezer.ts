import { parser as lezerParser } from '@prometheus-io/lezer-promql';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';

/** `start:brace` of each selector in order of the text, -1 where there are no braces; `null` if refused. */
export function ourSelectors(query: string): readonly string[] | null {
  const result = parsePromql(query);
  if (result.kind === 'error') return null;
  return selectorsOf(result.expr).map(({ start, braceStart }) => `${start}:${braceStart}`);
}

/**
 * The same by the grammar of Prometheus's own editor, which shares no code with ours. It lets a
 * comment run on over a carriage return where Prometheus ends it; such texts count as refused.
 */
export function lezerSelectors(query: string): readonly string[] | null {
  const found: string[] = [];
  let accepted = !/\r(?!\n)/.test(query);
  lezerParser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) accepted = false;
      if (node.name !== 'VectorSelector') return;
      const braces = node.node.getChild('LabelMatchers');
      found.push(`${node.from}:${braces === null ? -1 : braces.from}`);
    },
  });
  return accepted ? found : null;
}
