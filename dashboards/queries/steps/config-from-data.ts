import type { DataFrame, Field, FieldConfig, ValueMapping } from '@grafana/data';
import { isRecord, textOf } from '../../import/read-json.ts';
import { fieldMatch } from '../match-fields.ts';
import type { PanelTools } from '../panel-tools.ts';
import {
  CONFIG_HANDLERS,
  type FieldHandler,
  handlersOf,
  MAPPING_HANDLERS,
  shownName,
} from './field-handlers.ts';
import type { OwnStep } from './own-step.ts';

/** More values than these are not mapped. */
const MOST_MAPPINGS = 1_000;

/**
 * `configFromData`: the query `configRefId` says the config (`min`, `max`, `unit`, …) of the fields that
 * `applyTo` matches (numbers, where it is not said) in all other frames. `mappings` say what its fields
 * mean; without one, a field means what it is called.
 */
export const configFromData: OwnStep = (tools, frames, { configRefId, mappings, applyTo }) => {
  const wanted = textOf(configRefId) || 'config';
  const source = frames.find(({ refId }) => refId === wanted);
  if (source === undefined) return frames;
  const match = fieldMatch(tools, isRecord(applyTo) ? applyTo : { id: 'numeric' });
  if (match.kind === 'refused') throw new Error(match.message);
  const config = configOf(tools, source, handlersOf(mappings));
  const others = frames.filter((frame) => frame !== source);
  return others.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      match.matches({ field, frame, frames: others })
        ? { ...field, config: { ...field.config, ...config } }
        : field,
    ),
    length: frame.length,
  }));
};

function configOf(
  tools: PanelTools,
  { fields }: DataFrame,
  handlers: ReadonlyMap<string, FieldHandler>,
): FieldConfig {
  const columns = new Map<string, readonly unknown[]>();
  const said = fields.map((field) => {
    const name = shownName(field);
    const { handler, reducer } = handlers.get(name) ?? { handler: name.toLowerCase(), reducer: '' };
    if (MAPPING_HANDLERS.has(handler)) columns.set(handler, field.values);
    return CONFIG_HANDLERS.get(handler)?.(reduced(tools, field, reducer || 'lastNotNull'));
  });
  return Object.assign({}, ...said, mappingsOf(columns));
}

/** Each row of the columns `mappings.value`, `.text` and `.color` maps a value; none without values. */
function mappingsOf(columns: ReadonlyMap<string, readonly unknown[]>): FieldConfig {
  const values = columns.get('mappings.value');
  if (values === undefined) return {};
  const at = (handler: string, row: number) => textOf(columns.get(handler)?.[row]);
  const options = values.flatMap((value, row) => {
    if (value === null || value === undefined) return [];
    const [text, color] = [at('mappings.text', row), at('mappings.color', row)];
    const result = {
      ...(text === '' ? {} : { text }),
      ...(color === '' ? {} : { color }),
      index: row,
    };
    return [[String(value), result] as const];
  });
  const mapping = { type: 'value', options: Object.fromEntries(options.slice(0, MOST_MAPPINGS)) };
  return { mappings: [mapping as ValueMapping] };
}

/** Null for a reducer that is not known. */
function reduced(tools: PanelTools, field: Field, reducer: string): unknown {
  const found = tools.reduceField({ field: { ...field, state: null }, reducers: [reducer] });
  return Object.hasOwn(found, reducer) ? found[reducer] : null;
}
