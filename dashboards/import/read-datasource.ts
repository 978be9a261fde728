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

function ofReference(text: string, plugins: DatasourcePlugins): string {
  const named = /^\$\{?(\w+)(?::\w+)?\}?$|^\[\[(\w+)\]\]$/.exec(text);
  const found = plugins.get(named?.[1] ?? named?.[2] ?? '');
  if (found !== undefined) return found;
  if (/^-- (?:Grafana|Dashboard) --$/.test(text)) return 'grafana';
  if (/^(?:prometheus|loki)$/i.test(text)) return text.toLowerCase();
  return '';
}
