import { datasourcePluginsOf, pluginOf } from '../import/read-datasource.ts';
import { recordOf, recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';

type Language = 'promql' | 'logql';

const PLUGINS: Readonly<Record<Language, string>> = { promql: 'prometheus', logql: 'loki' };

/** The data source that a query of a language names: the variable of the dashboard for it, if it has one. */
export function sourceFor(board: JsonRecord, language: Language): JsonRecord {
  const type = PLUGINS[language];
  const variable = variablesOf(board).find(
    (each) => each.type === 'datasource' && each.query === type,
  );
  return variable === undefined ? { type } : { type, uid: `\${${textOf(variable.name)}}` };
}

/** The language that a data source of a dashboard answers; null for one that is not served here. */
export function languageOf(board: JsonRecord, source: unknown): Language | null {
  const plugins = datasourcePluginsOf(variablesOf(board), recordsOf(board.__inputs));
  const plugin = pluginOf(source, plugins);
  if (plugin === 'loki') return 'logql';
  return plugin === '' || plugin === 'prometheus' ? 'promql' : null;
}

/** `templating.list`. */
export function variablesOf(board: JsonRecord): readonly JsonRecord[] {
  return recordsOf(recordOf(board.templating).list);
}
