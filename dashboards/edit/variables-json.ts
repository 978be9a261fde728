import { isRecord, listOf, recordOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { changeAt, changeElement, moveElement } from './change-at.ts';
import { languageOf, sourceFor, variablesOf } from './sources.ts';

/** Kinds of variables as Grafana names them. */
export const VARIABLE_TYPES = [
  'query',
  'custom',
  'interval',
  'textbox',
  'constant',
  'datasource',
  'adhoc',
] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

function withVariables(board: JsonRecord, list: readonly JsonRecord[]): JsonRecord {
  return changeAt(board, ['templating', 'list'], list);
}

/** One more variable, with a name that none has. */
export function addVariable(board: JsonRecord, type: VariableType): JsonRecord {
  const taken = new Set(variablesOf(board).map(({ name }) => textOf(name)));
  const base = type === 'datasource' ? 'datasource' : 'variable';
  let name: string = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
  return withVariables(board, [...variablesOf(board), newVariable(board, name, type)]);
}

function newVariable(board: JsonRecord, name: string, type: VariableType): JsonRecord {
  const common = { name, label: '', type, hide: 0, current: {} };
  switch (type) {
    case 'query':
      return {
        ...common,
        datasource: sourceFor(board, 'promql'),
        query: '',
        refresh: 2,
        sort: 1,
        multi: false,
        includeAll: false,
        options: [],
      };
    case 'custom':
      return { ...common, query: '', multi: false, includeAll: false, options: [] };
    case 'interval':
      return { ...common, query: '1m,5m,15m,1h,6h', auto: false, options: [] };
    case 'datasource':
      return { ...common, query: 'prometheus', hide: 2 };
    case 'adhoc':
      return { ...common, datasource: sourceFor(board, 'promql'), filters: [] };
    case 'textbox':
    case 'constant':
      return { ...common, query: '' };
    default:
      return type satisfies never;
  }
}

/** A variable changed; null takes it away. */
export function changeVariable(
  board: JsonRecord,
  index: number,
  change: (variable: JsonRecord) => JsonRecord | null,
): JsonRecord {
  return withVariables(board, changeElement(variablesOf(board), index, change));
}

/** Variables are asked in their order: one may use those before it. */
export function moveVariable(board: JsonRecord, index: number, by: -1 | 1): JsonRecord {
  return withVariables(board, moveElement(variablesOf(board), index, by));
}

/** What a variable asks, as it is typed; of Loki's own form as `label_values({app="x"}, pod)`. */
export function variableText(variable: JsonRecord): string {
  const { query } = variable;
  if (!isRecord(query)) return textOf(query) || textOf(variable.definition);
  if (textOf(query.query) !== '') return textOf(query.query);
  if (query.label === undefined && query.stream === undefined && query.type === undefined)
    return textOf(variable.definition);
  if (query.type === 0) return 'label_names()';
  const stream = textOf(query.stream);
  return `label_values(${stream === '' ? '' : `${stream}, `}${textOf(query.label)})`;
}

/** Another text to ask, in the form in which the variable has it. */
export function withVariableText(variable: JsonRecord, text: string): JsonRecord {
  const { query } = variable;
  const asked = isRecord(query) ? withAsked(query, text) : text;
  const told = variable.definition === undefined ? {} : { definition: text };
  const stale = listOf(variable.options).length === 0 ? {} : { options: [] };
  return { ...variable, query: asked, ...told, ...stale };
}

function withAsked(query: JsonRecord, text: string): JsonRecord {
  const isLoki = 'stream' in query || ('label' in query && !('query' in query));
  if (!isLoki) return { ...query, query: text };
  if (/^label_names\(\s*\)$/.test(text.trim())) return { ...query, type: 0 };
  const read = /^label_values\(\s*(?:(\{.*\})\s*,\s*)?(\w+)\s*\)$/s.exec(text.trim());
  if (read === null) return { ...query, query: text };
  return { ...query, type: 1, stream: read[1] ?? '', label: read[2] ?? '' };
}

/** What is chosen when the address says nothing; several for one that takes several. */
export function withCurrent(variable: JsonRecord, values: readonly string[]): JsonRecord {
  const isMulti = variable.multi === true;
  const texts = values.map((value) => (value === '$__all' ? 'All' : value));
  const current = isMulti ? { text: texts, value: values } : { text: texts[0], value: values[0] };
  return { ...variable, current: { ...recordOf(variable.current), ...current } };
}

/** The language of a variable's query. */
export function variableLanguage(board: JsonRecord, variable: JsonRecord): 'promql' | 'logql' {
  return languageOf(board, variable.datasource) ?? 'promql';
}
