import type { DataFrame, Field } from '@grafana/data';
import { recordOf, textOf } from '../../import/read-json.ts';
import type { JsonRecord } from '../../model/panel.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';

/** Cells beyond which no table is made; a browser does not show more. */
const MOST_CELLS = 1_000_000;

/** A series in a cell, with the figure that stands for it. */
export interface TrendFrame extends DataFrame {
  readonly value: number | null;
}

/**
 * `timeSeriesTable`: of each query one table with a row per series, its labels as columns and the series
 * itself in `Trend #A`. Options by query: `stat`, the reducer (`lastNotNull`), and `timeField`. What is no
 * time series stays as it is, before the tables.
 */
export const timeSeriesTable: OwnStep = (tools, frames, options) => {
  const isSeries = ({ fields }: DataFrame) =>
    [tools.FieldType.time, tools.FieldType.number].every((wanted) =>
      fields.some(({ type }) => type === wanted),
    );
  const byQuery = new Map<string, DataFrame[]>();
  for (const frame of frames.filter(isSeries)) {
    const refId = frame.refId ?? '';
    byQuery.set(refId, [...(byQuery.get(refId) ?? []), frame]);
  }
  const tables = [...byQuery].map(([refId, series]) =>
    tableOf(
      tools,
      refId,
      series.flatMap((frame) => rowsOf(tools, frame, choiceOf(options, refId))),
    ),
  );
  return [...frames.filter((frame) => !isSeries(frame)), ...tables];
};

interface Choice {
  readonly stat: string;
  readonly timeField: string;
}

/** Options of older versions are the reducers by query. */
function choiceOf(options: JsonRecord, refId: string): Choice {
  const own = Object.hasOwn(options, refId) ? recordOf(options[refId]) : {};
  const older = recordOf(options.refIdToStat);
  const stat = textOf(own.stat) || (Object.hasOwn(older, refId) ? textOf(older[refId]) : '');
  return { stat: stat || 'lastNotNull', timeField: textOf(own.timeField) };
}

interface TrendRow {
  readonly labels: ReadonlyMap<string, string>;
  readonly trend: TrendFrame;
}

function rowsOf(
  tools: PanelTools,
  { fields, length }: DataFrame,
  { stat, timeField }: Choice,
): readonly TrendRow[] {
  const { FieldType } = tools;
  const time = fields.find(({ name, type }) =>
    timeField === '' ? type === FieldType.time : name === timeField,
  );
  if (time === undefined) return [];
  return fields
    .filter(({ type }) => type === FieldType.number)
    .map((field) => {
      const found = tools.reduceField({ field: { ...field, state: null }, reducers: [stat] });
      const figure: unknown = Object.hasOwn(found, stat) ? found[stat] : null;
      const value = typeof figure === 'number' ? figure : null;
      const labels = new Map(Object.entries(field.labels ?? {}));
      return { labels, trend: { fields: [time, field], length, value } };
    });
}

function tableOf(tools: PanelTools, refId: string, rows: readonly TrendRow[]): DataFrame {
  const { FieldType } = tools;
  const names = [...new Set(rows.flatMap(({ labels }) => [...labels.keys()]))];
  if (names.length * rows.length > MOST_CELLS)
    throw new Error(`a table of ${rows.length} rows and ${names.length} labels is too large.`);
  const columns = names.map((name): Field => {
    const values = rows.map(({ labels }) => labels.get(name) ?? null);
    return { name, type: FieldType.string, config: {}, values };
  });
  const trend: Field = {
    ...{ name: refId === '' ? 'Trend' : `Trend #${refId}`, type: FieldType.frame, config: {} },
    values: rows.map((row) => row.trend),
  };
  return { refId, fields: [...columns, trend], length: rows.length };
}
