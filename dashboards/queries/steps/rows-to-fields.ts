import type { DataFrame, Field } from '@grafana/data';
import { textOf } from '../../import/read-json.ts';
import type { PanelTools } from '../panel-tools.ts';
import { CONFIG_HANDLERS, type FieldHandler, handlersOf, shownName } from './field-handlers.ts';
import type { OwnStep } from './own-step.ts';

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
  handlers: ReadonlyMap<string, FieldHandler>,
): Roles | null {
  const handlerOf = (field: Field) => handlers.get(shownName(field))?.handler ?? '';
  const free = (field: Field) => handlerOf(field) === '';
  const name =
    fields.find((field) => handlerOf(field) === 'field.name') ??
    fields.find((field) => free(field) && field.type === FieldType.string);
  const value =
    fields.find((field) => handlerOf(field) === 'field.value') ??
    fields.find((field) => free(field) && field.type === FieldType.number);
  if (name === undefined || value === undefined) return null;
  const others = fields.filter((field) => field !== name && field !== value);
  const config = others.filter((field) => CONFIG_HANDLERS.has(handlerOf(field)));
  const labels = others.filter(
    (field) =>
      handlerOf(field) === 'field.label' || (free(field) && field.type === FieldType.string),
  );
  return { name, value, labels, config: new Map(config.map((field) => [handlerOf(field), field])) };
}

function fieldOf({ name, value, labels, config }: Roles, row: number): Field {
  const { displayName: _, displayNameFromDS: __, ...plain } = value.config;
  const said = [...config].map(([handler, field]) =>
    CONFIG_HANDLERS.get(handler)?.(field.values[row]),
  );
  return {
    name: textOf(name.values[row]),
    type: value.type,
    config: Object.assign({}, plain, ...said),
    labels: Object.fromEntries(
      labels.map((field) => [shownName(field), textOf(field.values[row])]),
    ),
    values: [value.values[row]],
  };
}
