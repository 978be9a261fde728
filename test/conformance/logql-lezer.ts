import { parser as lezerParser } from '@grafana/lezer-logql';
import { parseLogql } from '../../queries/logql/parse.ts';
import { streamSelectorsOf } from '../../queries/logql/selectors-of.ts';

/** `start-end` of each stream selector in order of the text; `null` if refused. */
export function ourStreamSelectors(query: string): readonly string[] | null {
  const result = parseLogql(query);
  if (result.kind === 'error') return null;
  return streamSelectorsOf(result.expr).map(({ start, end }) => `${start}-${end}`);
}

/** The same by the grammar of Grafana's own editor, which shares no code with ours. */
export function lezerStreamSelectors(query: string): readonly string[] | null {
  const found: string[] = [];
  let accepted = true;
  lezerParser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) accepted = false;
      if (node.name === 'Selector') found.push(`${node.from}-${node.to}`);
    },
  });
  return accepted ? found : null;
}
