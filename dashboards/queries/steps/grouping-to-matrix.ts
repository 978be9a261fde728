import type { DataFrame, Field } from '@grafana/data';
import { textOf } from '../../import/read-json.ts';
import { fieldMatch } from '../match-fields.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';

/** Cells beyond which no matrix is made; a browser does not show more. */
const MOST_CELLS = 1_000_000;

/**
 * `groupingToMatrix`: one column for each value of `columnField`, one row for each of `rowField`. Grafana's
 * own keeps cells in plain objects by these values, so that a value `__proto__` writes into the prototype of
 * every object of the process; here they are keys of maps.
 */
export const groupingToMatrix: OwnStep = (tools, frames, options) => {
  const [frame] = frames;
  if (frame === undefined || frames.length > 1) return frames;
  const columnName = textOf(options.columnField) || 'Time';
  const rowName = textOf(options.rowField) || 'Time';
  const column = named(tools, frame, columnName);
  const row = named(tools, frame, rowName);
  const value = named(tools, frame, textOf(options.valueField) || 'Value');
  if (column === undefined || row === undefined || value === undefined) return frames;
  const rows: readonly unknown[] = [...new Set<unknown>(row.values)];
  const cells = cellsOf(column, row, value);
  if (rows.length * cells.size > MOST_CELLS)
    throw new Error(`a matrix of ${cells.size} columns and ${rows.length} rows is too large.`);
  const { displayName: _, ...config } = value.config;
  const empty = emptyValue(options.emptyValue);
  const columns = [...cells].map(([key, found]) => ({
    name: key === null || key === undefined ? '' : String(key),
    type: value.type,
    config,
    values: rows.map((each) => found.get(each) ?? empty),
  }));
  const first = {
    name: `${rowName}\\${columnName}`,
    type: row.type,
    config: row.config,
    values: [...rows],
  };
  return [{ fields: [first, ...columns], length: rows.length }];
};

function named(tools: PanelTools, frame: DataFrame, name: string): Field | undefined {
  const found = fieldMatch(tools, { id: 'byName', options: name });
  if (found.kind === 'refused') return undefined;
  return frame.fields.find((field) => found.matches({ field, frame, frames: [frame] }));
}

function cellsOf(column: Field, row: Field, value: Field) {
  const cells = new Map<unknown, Map<unknown, unknown>>();
  value.values.forEach((cell: unknown, index) => {
    const key: unknown = column.values[index];
    const found = cells.get(key) ?? new Map<unknown, unknown>();
    cells.set(key, found.set(row.values[index], cell));
  });
  return cells;
}

/** Grafana's words for what stands in cells without a value. */
function emptyValue(word: unknown): unknown {
  switch (word) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    case 'zero':
      return 0;
    default:
      return '';
  }
}
