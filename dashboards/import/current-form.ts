import type { JsonRecord } from '../model/panel.ts';
import { fromFieldOptions, importFieldConfig } from './import-mappings.ts';
import { type CurrentForm, currentGraph } from './legacy-graph.ts';
import { currentStat } from './legacy-stat.ts';
import { currentTable, isOldTable } from './legacy-table.ts';
import { recordOf, recordsOf, textOf } from './read-json.ts';

/** A panel's own part as Grafana's current version writes it, whatever version wrote it. */
export function currentForm(json: JsonRecord): CurrentForm {
  const type = textOf(json.type);
  if (type === 'graph') return currentGraph(json);
  if (type === 'singlestat' || type === 'grafana-singlestat-panel') return currentStat(json);
  if (type === 'table-old' || (type === 'table' && isOldTable(json))) return currentTable(json);
  if (type === 'text') return currentText(json);
  if (type === 'grafana-piechart-panel') return currentPie(json);
  const moved = fromFieldOptions(recordOf(json.options), recordOf(json.fieldConfig));
  return {
    plugin: type,
    options: moved.options,
    fieldConfig: importFieldConfig(moved.fieldConfig),
    transformations: recordsOf(json.transformations),
    lost: [],
  };
}

/** Before version 7 mode and content stood beside the type. */
function currentText(json: JsonRecord): CurrentForm {
  const options = recordOf(json.options);
  const mode = textOf(options.mode ?? json.mode) || 'markdown';
  return {
    plugin: 'text',
    options: { ...options, mode, content: textOf(options.content ?? json.content) },
    fieldConfig: { defaults: {}, overrides: [] },
    lost: mode === 'html' ? ['HTML, which is shown as plain text'] : [],
  };
}

function currentPie(json: JsonRecord): CurrentForm {
  const colours = Object.entries(recordOf(json.aliasColors)).map(([name, colour]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: textOf(colour) } }],
  }));
  const calcs = json.valueName === 'current' ? ['lastNotNull'] : ['mean'];
  return {
    plugin: 'piechart',
    options: {
      pieType: json.pieType === 'donut' ? 'donut' : 'pie',
      reduceOptions: { values: false, calcs, fields: '' },
      legend: {
        showLegend: recordOf(json.legend).show !== false,
        placement: 'right',
        values: ['value'],
      },
    },
    fieldConfig: { defaults: { unit: textOf(json.format) || 'short' }, overrides: colours },
    lost: [],
  };
}
