import type { DataFrame, Field } from '@grafana/data';
import { textOf } from '../../import/read-json.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';
import { groupsOf, MOST_FRAMES } from './split-frames.ts';

/** Cells beyond which no table is made; a browser does not show more. */
const MOST_CELLS = 1_000_000;

/**
 * `prepareTimeSeries`. `wide` (the default): one frame, the fields of all beside one column of times, as an
 * outer join. `multi`: one frame for each field of numbers, with the times beside it and the texts of its
 * rows as labels. `long`: a row for each time and set of labels, the labels as columns of texts.
 * Frames without times are left out.
 */
export const prepareTimeSeries: OwnStep = (tools, frames, { format }) => {
  const wanted = textOf(format) || 'wide';
  switch (wanted) {
    case 'wide':
      return wideOf(tools, frames);
    case 'long':
      return frames.flatMap((frame) => longOf(tools, frame));
    case 'multi':
    case 'many': {
      const made = frames.flatMap((frame) => seriesOf(tools, frame));
      if (made.length > MOST_FRAMES) throw new Error(`it would make ${made.length} frames.`);
      return made;
    }
    default:
      throw new Error(`its format ${wanted.slice(0, 40)} is not known here.`);
  }
};

const timeOf = ({ FieldType }: PanelTools, { fields }: DataFrame): Field | undefined =>
  fields.find(({ type }) => type === FieldType.time);

interface Timed {
  readonly frame: DataFrame;
  readonly time: Field;
}

function timed(tools: PanelTools, frames: readonly DataFrame[]): readonly Timed[] {
  return frames.flatMap((frame) => {
    const time = timeOf(tools, frame);
    return time === undefined ? [] : [{ frame, time }];
  });
}

/** A single frame is wide already. Of equal times in one frame the last counts. */
function wideOf(tools: PanelTools, frames: readonly DataFrame[]): readonly DataFrame[] {
  const found = timed(tools, frames);
  const [first] = found;
  if (first === undefined) return [];
  if (found.length === 1) return [first.frame];
  const times: readonly number[] = [
    ...new Set(found.flatMap(({ time }) => time.values.map(Number))),
  ].sort((a, b) => a - b);
  const rowOf = new Map(times.map((at, row) => [at, row]));
  const columns = found.reduce((sum, { frame }) => sum + frame.fields.length, 0);
  refuseCells(columns * times.length);
  const spread = ({ state: _, ...field }: Field, places: readonly number[]): Field => {
    const values: unknown[] = Array(times.length).fill(undefined);
    for (const [index, place] of places.entries()) values[place] = field.values[index];
    return { ...field, values };
  };
  const joined = found.flatMap(({ frame, time }) => {
    const places = time.values.map((at: unknown) => rowOf.get(Number(at)) ?? 0);
    return frame.fields.filter((field) => field !== time).map((field) => spread(field, places));
  });
  const { state: _, ...time } = first.time;
  return [{ fields: [{ ...time, values: [...times] }, ...joined], length: times.length }];
}

/** A field that says the labels of a row, or the values of a set of labels. */
function longOf(tools: PanelTools, frame: DataFrame): readonly DataFrame[] {
  const { FieldType } = tools;
  const time = timeOf(tools, frame);
  if (time === undefined) return [];
  const isFactor = ({ type }: Field) => type === FieldType.string || type === FieldType.boolean;
  const texts = frame.fields.filter(isFactor);
  const values = frame.fields.filter((field) => field !== time && !isFactor(field));
  const sets = setsOf(values);
  const valueNames = [...new Set(values.map(({ name }) => name))].sort();
  const labelNames = sets.flatMap(({ labels }) => [...labels.keys()]);
  const factors = [...new Set([...texts.map(({ name }) => name), ...labelNames])].sort();
  const rows = rowsByTime(time).flatMap((row) => sets.map((set) => ({ row, set })));
  refuseCells(rows.length * (1 + valueNames.length + factors.length));
  const textIn = new Map(texts.map((field) => [field.name, field]));
  const column = (name: string, of: readonly Field[]): Field => {
    const {
      labels: _,
      state: _state,
      config,
      ...field
    } = of.find((one) => one.name === name) ?? time;
    const { displayNameFromDS: _name, ...own } = config;
    const cells = rows.map(({ row, set }) => set.fields.get(name)?.values[row]);
    return { ...field, name, config: own, values: cells };
  };
  const factor = (name: string): Field => ({
    ...{ name, type: FieldType.string, config: {} },
    values: rows.map(({ row, set }) => set.labels.get(name) ?? textIn.get(name)?.values[row]),
  });
  const { name: _, ...unnamed } = frame;
  const times = { ...time, values: rows.map(({ row }) => time.values[row]) };
  const fields = [times, ...valueNames.map((name) => column(name, values)), ...factors.map(factor)];
  return [{ ...unnamed, fields, length: rows.length }];
}

/** Fields of values that have the same labels, by their names. */
interface LabelSet {
  readonly labels: ReadonlyMap<string, string>;
  readonly fields: Map<string, Field>;
}

function setsOf(values: readonly Field[]): readonly LabelSet[] {
  const sets = new Map<string, LabelSet>();
  for (const field of values) {
    const labels = Object.entries(field.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(labels);
    const set = sets.get(key) ?? { labels: new Map(labels), fields: new Map() };
    set.fields.set(field.name, field);
    sets.set(key, set);
  }
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
}

const rowsByTime = ({ values }: Field): readonly number[] =>
  values
    .map((_: unknown, row: number) => row)
    .sort((a: number, b: number) => Number(values[a]) - Number(values[b]));

function refuseCells(cells: number): void {
  if (cells > MOST_CELLS) throw new Error(`a table of ${cells} cells is too large.`);
}

function seriesOf(tools: PanelTools, frame: DataFrame): readonly DataFrame[] {
  const { FieldType } = tools;
  const time = timeOf(tools, frame);
  if (time === undefined) return [];
  const keys = frame.fields.filter(({ type }) => type === FieldType.string);
  const numbers = frame.fields.filter(({ type }) => type === FieldType.number);
  return groupsOf(keys, frame.length).flatMap(({ values, rows }) => {
    const labels = Object.fromEntries(keys.map(({ name }, at) => [name, values[at] ?? '']));
    const sorted = rows.toSorted((a, b) => Number(time.values[a]) - Number(time.values[b]));
    const part = (field: Field): unknown[] => sorted.map((row) => field.values[row]);
    return numbers.map(({ state: _, ...number }) => ({
      ...frame,
      fields: [
        { ...time, values: part(time) },
        { ...number, labels: { ...number.labels, ...labels }, values: part(number) },
      ],
      length: sorted.length,
    }));
  });
}
