import type { JsonRecord } from '../model/panel.ts';
import {
  compact,
  isRecord,
  listOf,
  numberOrNull,
  recordOf,
  recordsOf,
  textOf,
} from './read-json.ts';

/**
 * Field config in the form of Grafana's current version: mappings of before version 8 (`type` 1 and
 * 2) become typed ones; everything else stays.
 */
export function importFieldConfig(json: JsonRecord): JsonRecord {
  const defaults = recordOf(json.defaults);
  const overrides = recordsOf(json.overrides).map((override) => ({
    ...override,
    matcher: recordOf(override.matcher),
    properties: recordsOf(override.properties).map((property) =>
      property.id === 'mappings'
        ? { ...property, value: currentMappings(listOf(property.value)) }
        : property,
    ),
  }));
  const mappings = Array.isArray(defaults.mappings)
    ? { mappings: currentMappings(defaults.mappings) }
    : {};
  return { defaults: { ...defaults, ...mappings }, overrides };
}

/** `[{ type: 1, value: '0', text: 'down' }]` is `[{ type: 'value', options: { 0: { text: 'down' } } }]`. */
export function currentMappings(mappings: readonly unknown[]): readonly JsonRecord[] {
  return mappings.filter(isRecord).map((mapping, index) => {
    if (typeof mapping.type === 'string') return mapping;
    const result = { text: textOf(mapping.text), index };
    if (mapping.type === 2 || mapping.from !== undefined) {
      const from = numberOrNull(mapping.from);
      return { type: 'range', options: { from, to: numberOrNull(mapping.to), result } };
    }
    const value = textOf(mapping.value);
    if (value === 'null') return { type: 'special', options: { match: 'null', result } };
    return { type: 'value', options: { [value]: result } };
  });
}

/** Steps of thresholds from `'80,90'` and colours; the first colour is that below all. */
export function thresholdSteps(
  values: readonly unknown[],
  colours: readonly unknown[],
): readonly JsonRecord[] {
  const limits = values.map(numberOrNull).filter((value) => value !== null);
  return [null, ...limits].map((value, index) => ({
    value,
    color: textOf(colours[index]) || ['green', 'yellow', 'red'][Math.min(index, 2)],
  }));
}

/** What the panels of before version 7 kept in `options.fieldOptions`, where they keep it now. */
export function fromFieldOptions(
  options: JsonRecord,
  fieldConfig: JsonRecord,
): {
  readonly options: JsonRecord;
  readonly fieldConfig: JsonRecord;
} {
  const { fieldOptions, ...others } = options;
  if (!isRecord(fieldOptions)) return { options, fieldConfig };
  const { defaults, overrides, calcs, values, limit } = fieldOptions;
  const old = compact({
    thresholds: Array.isArray(fieldOptions.thresholds)
      ? { mode: 'absolute', steps: fieldOptions.thresholds }
      : undefined,
    mappings: Array.isArray(fieldOptions.mappings) ? fieldOptions.mappings : undefined,
  });
  return {
    options: {
      ...others,
      reduceOptions: compact({ calcs, values: values ?? false, limit, fields: '' }),
    },
    fieldConfig: {
      defaults: { ...recordOf(defaults), ...old, ...recordOf(fieldConfig.defaults) },
      overrides: [...recordsOf(overrides), ...recordsOf(fieldConfig.overrides)],
    },
  };
}
