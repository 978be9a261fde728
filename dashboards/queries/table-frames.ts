import type { DataFrame } from '@grafana/data';
import type { PanelTools } from './panel-tools.ts';
import type { PlannedQuery } from './plan-panel.ts';
import { type AnsweredSeries, drawnValue } from './read-answer.ts';

/** Rows of one table at most; more are left out, and said. */
export const MOST_ROWS = 50_000;

/**
 * A query in format `table`: one frame with `Time`, a field per label and the value, which is named
 * `Value #A` where the panel has several tables, and `Value` where it has one.
 */
export function tableFrame(
  tools: Pick<PanelTools, 'FieldType' | 'toDataFrame'>,
  { target }: PlannedQuery,
  series: readonly AnsweredSeries[],
  isOnly: boolean,
): DataFrame {
  const rows = series
    .flatMap(({ metric, values }) =>
      values.map(([second, text]) => ({ metric, timeMs: Math.round(second * 1000), text })),
    )
    .slice(0, MOST_ROWS);
  const names = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return tools.toDataFrame({
    refId: target.refId,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      {
        name: 'Time',
        type: tools.FieldType.time,
        config: {},
        values: rows.map(({ timeMs }) => timeMs),
      },
      ...names.map((name) => ({
        name,
        type: tools.FieldType.string,
        config: { filterable: true },
        values: rows.map(({ metric }) => (Object.hasOwn(metric, name) ? metric[name] : '')),
      })),
      {
        name: isOnly ? 'Value' : `Value #${target.refId}`,
        type: tools.FieldType.number,
        config: {},
        values: rows.map(({ text }) => drawnValue(text)),
      },
    ],
  });
}
