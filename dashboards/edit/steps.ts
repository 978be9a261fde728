import { isRecord, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import { stepRefusal } from '../import/step-refusal.ts';
import type { JsonRecord } from '../model/panel.ts';

/** One transformation of a panel as its form shows it. */
export interface EditedStep {
  readonly id: string;
  readonly options: JsonRecord;
  readonly isOn: boolean;
  /** Why it does not run here; null where it does. */
  readonly refusal: string | null;
}

/** Options that a new step begins with, where it does nothing without any. */
const FIRST: Readonly<Record<string, JsonRecord>> = {
  calculateField: { mode: 'reduceRow', reduce: { reducer: 'sum' } },
  convertFieldType: { conversions: [{ targetField: '', destinationType: 'number' }] },
  extractFields: { source: '', format: 'auto' },
  filterByRefId: { include: 'A' },
  filterByValue: {
    type: 'include',
    match: 'any',
    filters: [{ fieldName: '', config: { id: 'greater', options: { value: 0 } } }],
  },
  filterFieldsByName: { include: { names: [] } },
  groupBy: { fields: {} },
  groupingToMatrix: { columnField: '', rowField: '', valueField: '' },
  histogram: {},
  joinByField: { byField: 'Time', mode: 'outer' },
  limit: { limitField: 10 },
  organize: { excludeByName: {}, indexByName: {}, renameByName: {} },
  partitionByValues: { fields: [] },
  prepareTimeSeries: { format: 'multi' },
  reduce: { reducers: ['max'] },
  renameByRegex: { regex: '', renamePattern: '' },
  rowsToFields: { mappings: [] },
  sortBy: { sort: [{ field: '' }] },
  timeSeriesTable: {},
};

export function stepsIn(panel: JsonRecord): readonly JsonRecord[] {
  return recordsOf(panel.transformations);
}

export function editedStep(step: JsonRecord): EditedStep {
  const [id, options] = [textOf(step.id), recordOf(step.options)];
  return { id, options, isOn: step.disabled !== true, refusal: stepRefusal(id, options) };
}

/** A new step of a kind. */
export function newStep(id: string): JsonRecord {
  return { id, options: Object.hasOwn(FIRST, id) ? (FIRST[id] ?? {}) : {} };
}

/** The step switched on or off; Grafana writes `disabled` only where it is. */
export function switched({ disabled: _, ...step }: JsonRecord, isOn: boolean): JsonRecord {
  return isOn ? step : { ...step, disabled: true };
}

/** Options as they were typed, or what is wrong with them. */
export type TypedOptions =
  | { readonly kind: 'options'; readonly options: JsonRecord }
  | { readonly kind: 'broken' }
  | { readonly kind: 'refused'; readonly message: string };

/** Reads typed options of a step: an object of JSON that runs here. */
export function readOptions(id: string, value: unknown): TypedOptions {
  if (!isRecord(value)) return { kind: 'broken' };
  const message = stepRefusal(id, value);
  return message === null ? { kind: 'options', options: value } : { kind: 'refused', message };
}
