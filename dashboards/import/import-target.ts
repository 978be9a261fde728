import type { JsonRecord, PanelTarget } from '../model/panel.ts';
import { type DatasourcePlugins, pluginOf, sourceOf } from './read-datasource.ts';
import { numberOrNull, textOf, textOrNull } from './read-json.ts';

/** A query read, or why it cannot be asked. */
export type ReadTarget =
  | { readonly kind: 'target'; readonly target: PanelTarget }
  | { readonly kind: 'refused'; readonly message: string };

/** Where a query stands: its panel's data source and its place among the panel's queries. */
export interface TargetPlace {
  readonly datasource: unknown;
  readonly plugins: DatasourcePlugins;
  readonly index: number;
}

/** Reads one member of a panel's `targets`. */
export function importTarget(json: JsonRecord, place: TargetPlace): ReadTarget {
  const refId = textOrNull(json.refId) ?? refIdAt(place.index);
  const datasource = json.datasource ?? place.datasource;
  const plugin = pluginOf(datasource, place.plugins);
  const expression = textOf(json.expr);
  const shared = plugin === 'grafana' ? numberOrNull(json.panelId) : null;
  if (shared !== null)
    return refused(
      `query ${refId} shows the data of panel ${shared}, which is not in the file, or shows that of another itself`,
    );
  if (plugin !== '' && plugin !== 'prometheus' && plugin !== 'loki')
    return refused(
      `query ${refId} asks the data source plugin ${plugin}, which is not served here`,
    );
  if (expression.trim() === '')
    return refused(`query ${refId} has no expression in PromQL or LogQL (member "expr")`);
  return {
    kind: 'target',
    target: {
      refId,
      language: plugin === 'loki' ? 'logql' : 'promql',
      expression,
      legend: textOf(json.legendFormat),
      answers: answersOf(json),
      format: formatOf(textOf(json.format)),
      isHidden: json.hide === true,
      interval: textOrNull(json.interval),
      ...sourceOf(datasource, place.plugins),
    },
  };
}

function refused(message: string): ReadTarget {
  return { kind: 'refused', message };
}

/** `A` … `Z`, then `A1`, as Grafana numbers queries without a name. */
function refIdAt(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

function answersOf(json: JsonRecord): PanelTarget['answers'] {
  if (json.queryType === 'instant') return 'instant';
  if (json.queryType === 'range') return 'range';
  if (json.instant !== true) return 'range';
  return json.range === true ? 'both' : 'instant';
}

function formatOf(text: string): PanelTarget['format'] {
  return text === 'table' || text === 'heatmap' ? text : 'time_series';
}
