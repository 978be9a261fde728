import type { JsonRecord } from '../model/panel.ts';
import { thresholdSteps } from './import-mappings.ts';
import type { CurrentForm } from './legacy-graph.ts';
import { listOf, numberOrNull, recordsOf, textOf, textOrNull } from './read-json.ts';

/** The panel `table` of before Grafana 7 (it has `styles`) as today's. */
export function currentTable(json: JsonRecord): CurrentForm {
  const transform = textOf(json.transform) || 'timeseries_to_columns';
  const transformations = transformationsOf(transform, json);
  return {
    plugin: 'table',
    options: { showHeader: json.showHeader !== false },
    fieldConfig: { defaults: {}, overrides: recordsOf(json.styles).flatMap(overrideOf) },
    transformations: transformations ?? [],
    lost: transformations === null ? [`the transform ${transform}`] : [],
  };
}

/** True for a table of before Grafana 7, whose type has the same name as today's. */
export function isOldTable(json: JsonRecord): boolean {
  const isNew = json.fieldConfig !== undefined || json.options !== undefined;
  return !isNew && (Array.isArray(json.styles) || typeof json.transform === 'string');
}

const REDUCERS: ReadonlyMap<string, string> = new Map([
  ['avg', 'mean'],
  ['current', 'lastNotNull'],
  ['total', 'sum'],
  ['min', 'min'],
  ['max', 'max'],
]);

/** Null for a transform that has no like today. */
function transformationsOf(transform: string, json: JsonRecord): readonly JsonRecord[] | null {
  const columns = recordsOf(json.columns).map(
    ({ value }) => REDUCERS.get(textOf(value)) ?? textOf(value),
  );
  switch (transform) {
    case 'timeseries_to_rows':
      return [{ id: 'seriesToRows', options: {} }];
    case 'timeseries_to_columns':
      return [{ id: 'joinByField', options: { byField: 'Time', mode: 'outer' } }];
    case 'timeseries_aggregations':
      return [{ id: 'reduce', options: { reducers: columns, includeTimeField: false } }];
    case 'table':
      return [{ id: 'merge', options: { reducers: [] } }];
    default:
      return null;
  }
}

function overrideOf(style: JsonRecord): readonly JsonRecord[] {
  const pattern = textOf(style.pattern);
  if (pattern === '') return [];
  const isPattern = pattern.startsWith('/') && pattern.lastIndexOf('/') > 0;
  const properties = propertiesOf(style);
  if (properties.length === 0) return [];
  return [{ matcher: { id: isPattern ? 'byRegexp' : 'byName', options: pattern }, properties }];
}

function propertiesOf(style: JsonRecord): readonly JsonRecord[] {
  const properties: JsonRecord[] = [];
  const set = (id: string, value: unknown) => properties.push({ id, value });
  const alias = textOrNull(style.alias);
  if (alias !== null) set('displayName', alias);
  if (style.type === 'hidden') set('custom.hidden', true);
  if (style.type === 'date')
    set('unit', `time: ${textOrNull(style.dateFormat) ?? 'YYYY-MM-DD HH:mm:ss'}`);
  if (style.type === 'number') {
    set('unit', textOrNull(style.unit) ?? 'short');
    if (numberOrNull(style.decimals) !== null) set('decimals', numberOrNull(style.decimals));
  }
  if (textOrNull(style.colorMode) !== null) {
    const type = style.colorMode === 'value' ? 'color-text' : 'color-background';
    set('custom.cellOptions', { type });
    const steps = thresholdSteps(listOf(style.thresholds), listOf(style.colors));
    set('thresholds', { mode: 'absolute', steps });
  }
  if (style.link === true) {
    const url = textOf(style.linkUrl);
    const title = textOf(style.linkTooltip);
    set('links', [{ title, url, targetBlank: style.linkTargetBlank === true }]);
  }
  if (textOrNull(style.align) !== null && style.align !== 'auto') set('custom.align', style.align);
  return properties;
}
