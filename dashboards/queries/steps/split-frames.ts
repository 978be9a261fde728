import type { Field } from '@grafana/data';
import { listOf, recordOf, textOf } from '../../import/read-json.ts';
import { type FieldPlace, fieldMatch } from '../match-fields.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';

/** More frames than these are never drawn. */
export const MOST_FRAMES = 1_000;

/**
 * `partitionByValues`: one frame for each combination of values of the `fields` that are named. Their
 * values name the frame, or are labels of the other fields (`naming.asLabels`).
 */
export const partitionByValues: OwnStep = (tools, frames, options) => {
  const names = listOf(options.fields).map(textOf);
  if (names.length === 0) return frames;
  const isKey = testOf(tools, names);
  const asLabels = recordOf(options.naming).asLabels === true;
  const made = frames.flatMap((frame) => {
    const keys = frame.fields.filter((field) => isKey({ field, frame, frames }));
    if (keys.length === 0) return [frame];
    const kept =
      options.keepFields === true
        ? frame.fields
        : frame.fields.filter((field) => !keys.includes(field));
    const { name: _, ...unnamed } = frame;
    return groupsOf(keys, frame.length).map(({ values, rows }) => {
      const labels = Object.fromEntries(keys.map(({ name }, at) => [name, values[at] ?? '']));
      return {
        ...unnamed,
        ...(asLabels ? {} : { name: values.join(' ') }),
        fields: kept.map((field) => partOf(tools, field, rows, asLabels ? labels : {})),
        length: rows.length,
      };
    });
  });
  if (made.length > MOST_FRAMES) throw new Error(`it would make ${made.length} frames.`);
  return made;
};

function testOf(tools: PanelTools, names: readonly string[]): (place: FieldPlace) => boolean {
  const found = fieldMatch(tools, { id: 'byNames', options: { names } });
  if (found.kind === 'refused') throw new Error(found.message);
  return found.matches;
}

/** Rows of a table that have the same values in some of its fields. */
interface Group {
  readonly values: readonly string[];
  readonly rows: number[];
}

/** In the order in which they are first met. */
export function groupsOf(keys: readonly Field[], length: number): readonly Group[] {
  const groups = new Map<string, Group>();
  for (let row = 0; row < length; row += 1) {
    const values = keys.map((key) => textOf(key.values[row]));
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** The rows of a field; a part of a table has no name of its own from its data source. */
function partOf(
  { FieldType }: PanelTools,
  field: Field,
  rows: readonly number[],
  labels: Readonly<Record<string, string>>,
): Field {
  const values: unknown[] = rows.map((row) => field.values[row]);
  const { state: _, ...rest } = field;
  if (field.type === FieldType.time) return { ...rest, values };
  return { ...rest, labels: { ...field.labels, ...labels }, values };
}
