import type { ValueMapping } from '@grafana/data';
import { authorPattern, replaceFirst } from '../queries/run-pattern.ts';
import { listAt, numberAt, optionAt, textAt } from './read-option.ts';

/** What a mapping makes of a value; null leaves that as it is. */
export interface Mapped {
  readonly text: string | null;
  readonly colour: string | null;
}

type Mapping = (value: unknown) => Mapped | null;

/**
 * The first mapping that fits a value (value, range, regex, special), as Grafana orders them. Patterns
 * run in linear time: both pattern and value come from outside. A pattern that cannot be read, or costs
 * too much, fits nothing.
 */
export function valueMapping(mappings: readonly ValueMapping[] | undefined): Mapping {
  const each = listAt({ mappings }, 'mappings').map(mappingOf);
  return (value) => {
    for (const mapping of each) {
      const mapped = mapping(value);
      if (mapped !== null) return mapped;
    }
    return null;
  };
}

function mappingOf(mapping: unknown): Mapping {
  switch (textAt(mapping, 'type', '')) {
    case 'value':
      return (value) => {
        if (value === null || value === undefined) return null;
        const options = optionAt(mapping, 'options');
        if (typeof options !== 'object' || options === null) return null;
        if (!Object.hasOwn(options, String(value))) return null;
        return resultOf((options as Readonly<Record<string, unknown>>)[String(value)]);
      };
    case 'range':
      return rangeMapping(mapping);
    case 'regex':
      return patternMapping(mapping);
    case 'special':
      return (value) =>
        isSpecial(textAt(mapping, 'options.match', ''), value)
          ? resultOf(optionAt(mapping, 'options.result'))
          : null;
    default:
      return () => null;
  }
}

/** Both ends inclusive. */
function rangeMapping(mapping: unknown): Mapping {
  const from = numberAt(mapping, 'options.from', Number.NEGATIVE_INFINITY);
  const to = numberAt(mapping, 'options.to', Number.POSITIVE_INFINITY);
  return (value) => {
    const number = typeof value === 'string' ? Number.parseFloat(value) : value;
    if (typeof number !== 'number' || !(number >= from && number <= to)) return null;
    return resultOf(optionAt(mapping, 'options.result'));
  };
}

function patternMapping(mapping: unknown): Mapping {
  const pattern = authorPattern(textAt(mapping, 'options.pattern', ''));
  const result = resultOf(optionAt(mapping, 'options.result'));
  return (value) => {
    // Texts only, as in Grafana: numbers have ranges.
    if (typeof value !== 'string' || pattern === null) return null;
    const replaced = replaceFirst(pattern, value, result.text ?? '');
    if (replaced === null) return null;
    return result.text === null ? result : { ...result, text: replaced };
  };
}

function isSpecial(match: string, value: unknown): boolean {
  const isNull = value === null || value === undefined;
  const isNaNValue = typeof value === 'number' && Number.isNaN(value);
  switch (match) {
    case 'null':
      return isNull;
    case 'nan':
      return isNaNValue;
    case 'null+nan':
      return isNull || isNaNValue;
    case 'true':
      return value === true || value === 'true';
    case 'false':
      return value === false || value === 'false';
    case 'empty':
      return value === '';
    default:
      return false;
  }
}

function resultOf(result: unknown): Mapped {
  const text = optionAt(result, 'text');
  const colour = textAt(result, 'color', '');
  return { text: typeof text === 'string' ? text : null, colour: colour === '' ? null : colour };
}
