/** What a query variable asks; `selector` and `expression` have their variables put in already. */
export type VariableQuery =
  | { readonly kind: 'label_values'; readonly selector: string | null; readonly label: string }
  | { readonly kind: 'label_names'; readonly selector: string | null }
  | { readonly kind: 'metrics'; readonly pattern: string }
  | { readonly kind: 'query_result'; readonly expression: string }
  | { readonly kind: 'series'; readonly selector: string };

const LABEL_NAMES = /^label_names\(([\s\S]*)\)\s*$/;
const LABEL_VALUES = /^label_values\((?:([\s\S]+),\s*)?("(?:[^"\\]|\\.)+"|[\w.]+)\s*\)\s*$/;
const METRICS = /^metrics\(([\s\S]+)\)\s*$/;
const QUERY_RESULT = /^query_result\(([\s\S]+)\)\s*$/;

/** Reads the query of a variable, in the language of Grafana's Prometheus and Loki data sources. */
export function parseVariableQuery(text: string): VariableQuery {
  const query = text.trim();
  const values = LABEL_VALUES.exec(query);
  if (values !== null)
    return { kind: 'label_values', selector: orNull(values[1]), label: unquote(values[2] ?? '') };
  const names = LABEL_NAMES.exec(query);
  if (names !== null) return { kind: 'label_names', selector: orNull(names[1]) };
  const metrics = METRICS.exec(query);
  if (metrics !== null) return { kind: 'metrics', pattern: (metrics[1] ?? '').trim() };
  const result = QUERY_RESULT.exec(query);
  if (result !== null) return { kind: 'query_result', expression: (result[1] ?? '').trim() };
  return { kind: 'series', selector: query };
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim();
}

/** Names of labels outside ASCII are quoted. */
function unquote(label: string): string {
  return label.startsWith('"') ? label.slice(1, -1).replaceAll(/\\(.)/g, '$1') : label;
}
