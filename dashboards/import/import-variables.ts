import type { ImportNote, Variable, VariableOption } from '../model/dashboard.ts';
import type { JsonRecord } from '../model/panel.ts';
import { isFilterOperator } from '../variables/filter-query.ts';
import { type DatasourcePlugins, pluginOf, sourceOf } from './read-datasource.ts';
import {
  isRecord,
  listOf,
  numberOrNull,
  recordOf,
  recordsOf,
  textOf,
  textOrNull,
} from './read-json.ts';

/** Reads `templating.list`; what has no like here is noted and left out. */
export function importVariables(
  list: readonly JsonRecord[],
  plugins: DatasourcePlugins,
  notes: ImportNote[],
): readonly Variable[] {
  return list.flatMap((json) => {
    const read = importVariable(json, plugins);
    for (const { key, operator } of recordsOf(listOf(json.filters))) {
      if (json.type !== 'adhoc' || isFilterOperator(textOf(operator))) continue;
      const filter = `${textOf(key)} ${textOf(operator)}`;
      const message = `The filter ${filter} of ${textOf(json.name)} is left out: queries have no such condition.`;
      notes.push({ panelId: null, panelTitle: '', message });
    }
    if (typeof read !== 'string') return [read];
    notes.push({ panelId: null, panelTitle: '', message: read });
    return [];
  });
}

/** A variable, or why it is left out. */
function importVariable(json: JsonRecord, plugins: DatasourcePlugins): Variable | string {
  const common = commonOf(json);
  if (!/^\w{1,100}$/.test(common.name))
    return `Variable ${JSON.stringify(common.name)} is left out: a name has letters, digits and _.`;
  const type = textOf(json.type);
  switch (type) {
    case 'query':
      return queryVariable(json, plugins);
    case 'custom':
      return { ...common, ...choiceOf(json), kind: 'custom', options: customOptions(json) };
    case 'interval':
      return { ...common, kind: 'interval', options: intervalsOf(json), auto: autoOf(json) };
    case 'datasource':
      return { ...common, kind: 'datasource', plugin: textOf(json.query) };
    case 'textbox':
      return { ...common, kind: 'text', current: currentOr(common.current, textOf(json.query)) };
    case 'constant':
      return {
        ...common,
        kind: 'constant',
        current: [textOf(json.query) || (common.current[0] ?? '')],
      };
    case 'adhoc':
      return { ...common, kind: 'adhoc', current: filtersOf(json) };
    default:
      return `Variable ${common.name} is left out: the kind ${type} is not known here.`;
  }
}

function queryVariable(json: JsonRecord, plugins: DatasourcePlugins): Variable | string {
  const name = textOf(json.name);
  const plugin = pluginOf(json.datasource, plugins);
  if (plugin !== '' && plugin !== 'prometheus' && plugin !== 'loki')
    return `Variable ${name} is left out: it asks the data source plugin ${plugin}.`;
  const isLoki = plugin === 'loki';
  return {
    ...commonOf(json),
    ...choiceOf(json),
    kind: 'query',
    language: isLoki ? 'logql' : 'promql',
    query: queryText(json.query, isLoki) || textOf(json.definition),
    pattern: textOf(json.regex),
    sort: numberOrNull(json.sort) ?? 0,
    refreshes: numberOrNull(json.refresh) === 2 ? 'on-range' : 'on-load',
    ...sourceOf(json.datasource, plugins),
  };
}

/** A text, `{ query }`, or the form of Loki: `{ type: 1, label, stream }`. */
function queryText(query: unknown, isLoki: boolean): string {
  if (!isRecord(query)) return textOf(query);
  if (textOf(query.query) !== '') return textOf(query.query);
  if (!isLoki) return '';
  const stream = textOf(query.stream);
  if (query.type === 0) return 'label_names()';
  return `label_values(${stream === '' ? '' : `${stream}, `}${textOf(query.label)})`;
}

function commonOf(json: JsonRecord) {
  return {
    name: textOf(json.name),
    label: textOf(json.label),
    description: textOf(json.description),
    hides: hidesOf(json.hide),
    current: currentOf(json),
  };
}

function hidesOf(hide: unknown): Variable['hides'] {
  const code = numberOrNull(hide);
  if (code === 1) return 'label';
  return code === 2 ? 'variable' : 'nothing';
}

function choiceOf(json: JsonRecord) {
  return {
    isMulti: json.multi === true,
    hasAll: json.includeAll === true,
    allValue: textOrNull(json.allValue),
  };
}

/** What was chosen when it was saved; "All" is `$__all`, whatever version wrote it. */
function currentOf(json: JsonRecord): readonly string[] {
  const { value, text } = recordOf(json.current);
  const values = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
  const chosen = values.filter((each) => each !== '');
  if (chosen.length === 0 && text === 'All' && json.includeAll === true) return ['$__all'];
  return chosen;
}

function currentOr(current: readonly string[], text: string): readonly string[] {
  return current.length > 0 || text === '' ? current : [text];
}

/** `a,b : 2,c\,d`, as typed; older ones have `options` only. */
function customOptions(json: JsonRecord): readonly VariableOption[] {
  const typed = textOf(json.query).match(/(?:\\,|[^,])+/g) ?? [];
  const read = typed.map((part) => {
    const text = part.replaceAll('\\,', ',').trim();
    const [, label, value] = /^\s*(.+)\s:\s(.+)$/.exec(text) ?? [];
    return label === undefined || value === undefined
      ? { text, value: text }
      : { text: label.trim(), value: value.trim() };
  });
  if (read.length > 0) return read;
  return recordsOf(json.options)
    .map(({ text, value }) => ({ text: textOf(text), value: textOf(value) }))
    .filter(({ value }) => value !== '$__all');
}

function intervalsOf(json: JsonRecord): readonly string[] {
  const typed = textOf(json.query)
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((part) => part !== '' && part !== 'auto');
  return typed.length > 0 ? typed : ['1m', '10m', '30m', '1h', '6h', '12h', '1d'];
}

function autoOf(json: JsonRecord) {
  if (json.auto !== true) return null;
  const steps = Math.max(1, numberOrNull(json.auto_count) ?? 30);
  return { steps, minimum: textOrNull(json.auto_min) ?? '10s' };
}

/** `key|operator|value`, as an address has them. */
function filtersOf(json: JsonRecord): readonly string[] {
  return recordsOf(listOf(json.filters)).map(({ key, operator, value, values }) => {
    const several = listOf(values).map(textOf);
    const isOneOf = textOf(operator).endsWith('|') && several.length > 0;
    const wanted = isOneOf ? several : [textOf(value)];
    return [textOf(key), textOf(operator), ...wanted].map(escapeFilter).join('|');
  });
}

function escapeFilter(text: string): string {
  return text.replaceAll('|', '__gfp__');
}
