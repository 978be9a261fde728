import type { Field } from '@grafana/data';
import { isRecord, listOf, recordOf } from '../../import/read-json.ts';
import type { Sparkline } from '../../model/panel-views.ts';
import { numberAt, textAt } from '../read-option.ts';
import { sparklineOf } from '../stat/sparkline.ts';

/** A field of series, see `timeSeriesTable`: its figures as a field of numbers, and its lines. */
export interface TrendColumn {
  readonly figures: Field;
  readonly line: (row: number, colour: string) => Sparkline | null;
}

/** Null for a field of anything else. */
export function trendColumn(field: Field): TrendColumn | null {
  if (field.type !== 'frame') return null;
  const figures: unknown[] = field.values.map((cell: unknown) => numberAt(cell, 'value', null));
  return {
    figures: { ...field, type: 'number' as Field['type'], values: figures },
    line: (row, colour) => {
      const frame: unknown = field.values[row];
      const { fields, length } = recordOf(frame);
      const [time, value] = listOf(fields).filter(isField);
      if (time === undefined || value === undefined) return null;
      const config = { ...value.config, ...field.config };
      const cut = { fields: [time, value], length: numberAt({ length }, 'length', 0) };
      return sparklineOf({ frame: cut, field: { ...value, config } }, colour);
    },
  };
}

const isField = (value: unknown): value is Field =>
  isRecord(value) && Array.isArray(value.values) && textAt(value, 'type', '') !== '';
