import type { Field, FieldConfig, ThresholdsMode } from '@grafana/data';
import { numberOrNull, recordsOf, textOf } from '../../import/read-json.ts';

/** One line of `mappings` of `rowsToFields` and `configFromData`. */
export interface FieldHandler {
  /** What the field means: `field.name`, `unit`, `max`, … */
  readonly handler: string;
  /** How several values become one; empty for the last. */
  readonly reducer: string;
}

/** By the names of the fields. */
export function handlersOf(mappings: unknown): ReadonlyMap<string, FieldHandler> {
  return new Map(
    recordsOf(mappings).map(({ fieldName, handlerKey, reducerId }) => [
      textOf(fieldName),
      { handler: textOf(handlerKey), reducer: textOf(reducerId) },
    ]),
  );
}

export function shownName({ name, config }: Field): string {
  return config.displayName ?? name;
}

/** What of a field's config data may say. */
export const CONFIG_HANDLERS: ReadonlyMap<string, (value: unknown) => FieldConfig> = new Map([
  ['unit', (value: unknown): FieldConfig => textual('unit', value)],
  ['displayName', (value: unknown): FieldConfig => textual('displayName', value)],
  ['min', (value: unknown): FieldConfig => numeric('min', value)],
  ['max', (value: unknown): FieldConfig => numeric('max', value)],
  ['decimals', (value: unknown): FieldConfig => numeric('decimals', value)],
  [
    'color',
    (value: unknown): FieldConfig =>
      textOf(value) === '' ? {} : { color: { mode: 'fixed', fixedColor: textOf(value) } },
  ],
  ['threshold1', (value: unknown): FieldConfig => thresholdAt(numberOrNull(value))],
]);

/** What `configFromData` makes mappings of values of, row by row. */
export const MAPPING_HANDLERS: ReadonlySet<string> = new Set([
  'mappings.value',
  'mappings.text',
  'mappings.color',
]);

/** Green below, red from there, as Grafana draws it. */
function thresholdAt(value: number | null): FieldConfig {
  if (value === null) return {};
  const steps = [
    { value: Number.NEGATIVE_INFINITY, color: 'green' },
    { value, color: 'red' },
  ];
  return { thresholds: { mode: 'absolute' as ThresholdsMode, steps } };
}

function textual(member: 'unit' | 'displayName', value: unknown): FieldConfig {
  return textOf(value) === '' ? {} : { [member]: textOf(value) };
}

function numeric(member: 'min' | 'max' | 'decimals', value: unknown): FieldConfig {
  const number = numberOrNull(value);
  return number === null ? {} : { [member]: number };
}
