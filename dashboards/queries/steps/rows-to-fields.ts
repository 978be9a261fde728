import type { DataFrame, Field, FieldConfig } from '@grafana/data';
import { numberOrNull, textOf } from '../../import/read-json.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';
import { handlersOf } from './split-frames.ts';

/** More fields than these are never drawn. */
const MOST_FIELDS = 1_000;

/**
 * `rowsToFields`: each row becomes a field of one value. `mappings` say which field holds its name
 * (`field.name`), its value (`field.value`) and its config (`unit`, `min`, …); the first field of texts is
 * the name, the first of numbers the value, where they do not. What has no handler becomes a label.
 */
export const rowsToFields: OwnStep = (tools, frames, { mappings }) => {
  const handlers = handlersOf(mappings);
  return frames.map((frame) => {
    const roles = rolesOf(tools, frame, handlers);
    if (roles === null) return frame;
    if (frame.length > MOST_FIELDS) throw new Error(`it would make ${frame.length} fields.`);
    const fields = Array.from({ length: frame.length }, (_, row) => fieldOf(roles, row));
    const { name: _, ...rest } = frame;
    return { ...rest, fields, length: 1 };
  });
};

interface Roles {
  readonly name: Field;
  readonly value: Field;
  /** By handler. */
  readonly config: ReadonlyMap<string, Field>;
  readonly labels: readonly Field[];
}

function rolesOf(
  { FieldType }: PanelTools,
  { fields }: DataFrame,
  handlers: ReadonlyMap<string, string>,
): Roles | null {
  const handlerOf = (field: Field) => handlers.get(shownName(field)) ?? '';
  const free = (field: Field) => handlerOf(field) === '';
  const name =
    fields.find((field) => handlerOf(field) === 'field.name') ??
    fields.find((field) => free(field) && field.type === FieldType.string);
  const value =
    fields.find((field) => handlerOf(field) === 'field.value') ??
    fields.find((field) => free(field) && field.type === FieldType.number);
  if (name === undefined || value === undefined) return null;
  const others = fields.filter((field) => field !== name && field !== value);
  const config = others.filter((field) => CONFIG.has(handlerOf(field)));
  const labels = others.filter(
    (field) =>
      handlerOf(field) === 'field.label' || (free(field) && field.type === FieldType.string),
  );
  return { name, value, labels, config: new Map(config.map((field) => [handlerOf(field), field])) };
}

function shownName({ name, config }: Field): string {
  return config.displayName ?? name;
}

function fieldOf({ name, value, labels, config }: Roles, row: number): Field {
  const own: FieldConfig = { ...value.config };
  for (const [handler, field] of config) {
    const found = CONFIG.get(handler)?.(field.values[row]);
    if (found !== undefined && found !== null) Object.assign(own, { [handler]: found });
  }
  const { displayName: _, displayNameFromDS: __, ...kept } = own;
  return {
    name: textOf(name.values[row]),
    type: value.type,
    config: config.has('displayName') ? own : kept,
    labels: Object.fromEntries(
      labels.map((field) => [shownName(field), textOf(field.values[row])]),
    ),
    values: [value.values[row]],
  };
}

/** What of a field's config rows may say. */
const CONFIG: ReadonlyMap<string, (value: unknown) => string | number | null> = new Map([
  ['unit', textOf],
  ['displayName', textOf],
  ['min', numberOrNull],
  ['max', numberOrNull],
  ['decimals', numberOrNull],
] as const);
