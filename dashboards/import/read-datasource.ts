import type { JsonRecord } from '../model/panel.ts';
import { isRecord, textOf } from './read-json.ts';

/** What a dashboard says of its data sources: plugins of its variables and of its inputs, by name. */
export type DatasourcePlugins = ReadonlyMap<string, string>;

/** From `templating.list` (kind `datasource`) and `__inputs` of a Grafana dashboard. */
export function datasourcePluginsOf(
  variables: readonly JsonRecord[],
  inputs: readonly JsonRecord[],
): DatasourcePlugins {
  return new Map([
    ...variables
      .filter(({ type }) => type === 'datasource')
      .map(({ name, query }) => [textOf(name), textOf(query)] as const),
    ...inputs
      .filter(({ type }) => type === 'datasource')
      .map(({ name, pluginId }) => [textOf(name), textOf(pluginId)] as const),
  ]);
}

/**
 * The plugin behind a data source as Grafana of any age writes it: a name, `$variable`, `${DS_X}`,
 * or `{ type, uid }`. Empty where nothing tells it.
 */
export function pluginOf(datasource: unknown, plugins: DatasourcePlugins): string {
  if (isRecord(datasource)) {
    const type = textOf(datasource.type);
    if (type !== '' && type !== 'datasource') return type;
    return ofReference(textOf(datasource.uid), plugins);
  }
  return ofReference(textOf(datasource), plugins);
}

/** The variable of kind `datasource` that a data source refers to, as a member; none for any other. */
export function sourceOf(
  datasource: unknown,
  plugins: DatasourcePlugins,
): { readonly source?: string } {
  const source = nameIn(textOf(isRecord(datasource) ? datasource.uid : datasource));
  return plugins.has(source) ? { source } : {};
}

function nameIn(text: string): string {
  const named = /^\$\{?(\w+)(?::\w+)?\}?$|^\[\[(\w+)\]\]$/.exec(text);
  return named?.[1] ?? named?.[2] ?? '';
}

function ofReference(text: string, plugins: DatasourcePlugins): string {
  const found = plugins.get(nameIn(text));
  if (found !== undefined) return found;
  if (/^-- (?:Grafana|Dashboard) --$/.test(text)) return 'grafana';
  if (/^(?:prometheus|loki)$/i.test(text)) return text.toLowerCase();
  return '';
}
