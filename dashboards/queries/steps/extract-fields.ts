import type { DataFrame, Field, FieldType as Type } from '@grafana/data';
import { recordsOf, textOf } from '../../import/read-json.ts';
import type { JsonRecord } from '../../model/panel.ts';
import type { PanelTools } from '../panel-tools.ts';
import { compilePattern } from '../run-pattern.ts';
import { shownName } from './field-handlers.ts';
import { readKeyValues } from './key-values.ts';
import type { OwnStep } from './own-step.ts';

/** Cells beyond which no fields are made: every row may bring names of its own. */
const MOST_CELLS = 1_000_000;

type Members = ReadonlyMap<string, unknown>;
type Extract = (text: string) => unknown;

const NONE: Members = new Map();

/**
 * `extractFields`: fields from the texts (or objects) of the field `source`, read as `format` says: `json`
 * with `jsonPaths` (`path`, `alias`), `kvp`, `regexp` with named groups, `delimiter`, or `auto`, JSON where
 * it is that and `a=b` otherwise. With `replace` the other fields go; `keepTime` keeps the time then.
 */
export const extractFields: OwnStep = (tools, frames, options) => {
  const extract = extractorOf(options);
  return frames.map((frame) => {
    const source = fieldNamed(frame, textOf(options.source));
    if (source === undefined) return frame;
    const made = fieldsOf(tools, source, frame.length, (value) =>
      membersOf(typeof value === 'string' ? extract(value) : value, options),
    );
    const time = fieldNamed(frame, 'Time') ?? fieldNamed(frame, 'time');
    const kept = options.keepTime === true && time !== undefined ? [time] : [];
    return { ...frame, fields: [...(options.replace === true ? kept : frame.fields), ...made] };
  });
};

function fieldNamed({ fields }: DataFrame, name: string): Field | undefined {
  return fields.find((field) => field.name === name || shownName(field) === name);
}

/** Throws for a format or pattern that is not known; what the texts are is never an error. */
function extractorOf(options: JsonRecord): Extract {
  const format = textOf(options.format) || 'auto';
  switch (format) {
    case 'json':
      return (text) => readJson(text) ?? NONE;
    case 'kvp':
      return readKeyValues;
    case 'auto':
      return (text) => readJson(text) ?? readKeyValues(text);
    case 'regexp':
      return groupsOf(textOf(options.regExp) || '(?P<NewField>.*)');
    case 'delimiter': {
      const delimiter = textOf(options.delimiter) || ',';
      return (text) =>
        new Map(
          text
            .split(delimiter)
            .map((part) => [part.trim(), 1] as const)
            .filter(([part]) => part !== ''),
        );
    }
    default:
      throw new Error(`its format ${format.slice(0, 40)} is not known here.`);
  }
}

/** Undefined for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return undefined;
  }
}

/** The named groups of a pattern, as RE2; both spellings of a name are known. */
function groupsOf(pattern: string): Extract {
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'refused') throw new Error(compiled.message);
  const { expression } = compiled;
  const names = Object.keys(expression.namedGroups());
  return (text) => {
    const matcher = expression.matcher(text);
    return matcher.find() ? new Map(names.map((name) => [name, matcher.group(name)])) : NONE;
  };
}

function membersOf(value: unknown, { format, jsonPaths }: JsonRecord): Members {
  if (value instanceof Map) return value;
  const paths = format === 'json' ? recordsOf(jsonPaths).filter(({ path }) => textOf(path)) : [];
  if (paths.length > 0 && typeof value === 'object' && value !== null) {
    return new Map(
      paths.map(({ path, alias }) => [
        textOf(alias) || textOf(path),
        memberAt(value, textOf(path)) ?? 'Not Found',
      ]),
    );
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : NONE;
}

/** `a.b[0]["c d"]`: members that the value itself has. */
function memberAt(value: unknown, path: string): unknown {
  const parts = path.match(/[^.[\]"']+|"[^"]*"|'[^']*'/g) ?? [];
  let now = value;
  for (const part of parts) {
    const name = part.replace(/^(["'])(.*)\1$/, '$2');
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, name)) return undefined;
    now = Reflect.get(now, name);
  }
  return now;
}

function fieldsOf(
  { FieldType }: PanelTools,
  source: Field,
  rows: number,
  read: (value: unknown) => Members,
): readonly Field[] {
  const columns = new Map<string, unknown[]>();
  for (let row = 0; row < rows; row += 1) {
    for (const [name, value] of read(source.values[row])) {
      const column = columns.get(name) ?? Array<unknown>(rows).fill(undefined);
      column[row] = value;
      columns.set(name, column);
      if (columns.size * rows > MOST_CELLS)
        throw new Error(`${columns.size} fields of ${rows} rows are too many.`);
    }
  }
  return [...columns].map(([name, values]) => ({
    ...{ name, config: {}, values },
    type: typeOf(values.find((value) => value !== undefined && value !== null)),
  }));

  function typeOf(value: unknown): Type {
    switch (typeof value) {
      case 'number':
        return FieldType.number;
      case 'boolean':
        return FieldType.boolean;
      case 'string':
        return FieldType.string;
      default:
        return FieldType.other;
    }
  }
}
