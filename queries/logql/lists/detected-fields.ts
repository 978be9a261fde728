import type { LogExpr } from '../ast.ts';
import type { ResultEntry } from '../evaluate/entry-selection.ts';
import { FieldNames } from '../evaluate/field-name.ts';
import { JsonProblem, JsonScanner } from '../evaluate/json-scanner.ts';
import { evaluateLogQuery } from '../evaluate/log-query.ts';
import { LogfmtScanner } from '../evaluate/logfmt-scanner.ts';
import type { QueryContext } from '../evaluate/query-context.ts';
import { readFloat, readGoDuration, readSize } from '../evaluate/value-text.ts';

export interface FieldsAsk {
  readonly expr: LogExpr;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Newest lines that are looked at, at least 1. */
  readonly lineLimit: number;
  /** Fields, or values, that are answered at most. */
  readonly limit: number;
}

export type FieldType = 'string' | 'int' | 'float' | 'boolean' | 'duration' | 'bytes';

export interface DetectedField {
  readonly label: string;
  readonly type: FieldType;
  readonly cardinality: number;
  /** Which parsers find it; null for metadata and what the query itself extracts. */
  readonly parsers: readonly ('json' | 'logfmt')[] | null;
  /** Where it stands in JSON lines. */
  readonly jsonPath: readonly string[] | null;
}

interface Found {
  readonly values: Set<string>;
  readonly parsers: Set<'json' | 'logfmt'>;
  jsonPath: readonly string[] | null;
}

/** Fields of lines, by name. */
export async function listDetectedFields(
  ask: FieldsAsk,
  context: QueryContext,
): Promise<readonly DetectedField[]> {
  const found = await collect(ask, context);
  return [...found]
    .slice(0, ask.limit)
    .map(([label, { values, parsers, jsonPath }]) => ({
      label,
      type: typeOf([...values][0] ?? ''),
      cardinality: values.size,
      parsers: parsers.size === 0 ? null : [...parsers].sort(),
      jsonPath,
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** The values of a field, sorted. */
export async function listDetectedFieldValues(
  name: string,
  ask: FieldsAsk,
  context: QueryContext,
): Promise<readonly string[]> {
  const values = (await collect(ask, context)).get(name)?.values ?? [];
  return [...values].sort().slice(0, ask.limit);
}

async function collect(
  { expr, startNs, endNs, lineLimit }: FieldsAsk,
  context: QueryContext,
): Promise<ReadonlyMap<string, Found>> {
  const ask = { startNs, endNs, limit: lineLimit, direction: 'backward' } as const;
  const entries = await evaluateLogQuery(expr, ask, context);
  const finder = new FieldFinder();
  for (const entry of entries) finder.read(entry);
  return finder.found;
}

class FieldFinder {
  readonly found = new Map<string, Found>();
  readonly #json = new JsonScanner();
  readonly #logfmt = new LogfmtScanner();
  readonly #names = new FieldNames();

  read({ line, metadata, parsed }: ResultEntry): void {
    for (const [name, value] of metadata.labels) this.#add(name, value);
    for (const [name, value] of parsed.labels) this.#add(name, value);
    if (/^\s*\{/.test(line)) this.#readJson(line);
    else this.#readLogfmt(line);
  }

  #readJson(line: string): void {
    try {
      this.#json.begin(line);
      this.#readObject([]);
    } catch (thrown) {
      // A line that is no JSON after all: what was found before stays.
      if (!(thrown instanceof JsonProblem)) throw thrown;
    }
  }

  #readObject(path: readonly string[]): void {
    const json = this.#json;
    json.eachField((key, kind) => {
      const inner = [...path, key];
      if (kind === 'object') {
        this.#readObject(inner);
        return;
      }
      if (kind === 'array' || kind === 'null') {
        json.skipValue(kind);
        return;
      }
      const value = kind === 'string' ? json.readString() : json.readRaw(kind);
      const field = this.#add(this.#names.clean(inner.join('_')), value);
      field.parsers.add('json');
      field.jsonPath = inner;
    });
  }

  #readLogfmt(line: string): void {
    this.#logfmt.begin(line);
    while (!this.#logfmt.isAtEnd) {
      if (!this.#logfmt.next() || this.#logfmt.value === '') continue;
      const field = this.#add(this.#names.clean(this.#logfmt.key), this.#logfmt.value);
      field.parsers.add('logfmt');
    }
  }

  #add(name: string, value: string): Found {
    const known = this.found.get(name) ?? { values: new Set(), parsers: new Set(), jsonPath: null };
    this.found.set(name, known);
    known.values.add(value);
    return known;
  }
}

function typeOf(value: string): FieldType {
  if (/^[+-]?[0-9]+$/.test(value)) return 'int';
  if (value === 'true' || value === 'false') return 'boolean';
  if (readFloat(value).kind === 'value') return 'float';
  if (readGoDuration(value).kind === 'value') return 'duration';
  return readSize(value).kind === 'value' ? 'bytes' : 'string';
}
