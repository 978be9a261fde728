import { QueryFailure } from '../../source/query-failure.ts';
import type { Extraction } from '../ast.ts';
import { cleanValue, FieldNames } from './field-name.ts';
import { type JsonPath, readJsonPath, valueAtPath } from './json-path.ts';
import { type JsonKind, JsonProblem, JsonScanner } from './json-scanner.ts';
import type { LineLabels } from './line-labels.ts';
import type { CompiledStage, LineState } from './stage.ts';

/** `| json`: every field becomes a label, objects flattened with `_`; arrays and null are skipped. */
export function jsonStage(): CompiledStage {
  return new JsonFields();
}

class JsonFields implements CompiledStage {
  readonly #scanner = new JsonScanner();
  readonly #names = new FieldNames();

  apply({ line, labels }: LineState): boolean {
    this.#scanner.begin(line);
    reportProblems(labels, () => this.#fields(labels, ''));
    return true;
  }

  #fields(labels: LineLabels, prefix: string): void {
    this.#scanner.eachField((key, kind) => this.#field(labels, prefix, key, kind));
  }

  #field(labels: LineLabels, prefix: string, key: string, kind: JsonKind): void {
    const scanner = this.#scanner;
    if (kind === 'array' || kind === 'null') {
      scanner.skipValue(kind);
      return;
    }
    const name = this.#names.clean(prefix === '' ? key : `${prefix}_${key.trim()}`);
    if (kind === 'object') {
      this.#fields(labels, name);
      return;
    }
    const value = kind === 'string' ? cleanValue(scanner.readString()) : scanner.readRaw(kind);
    if (name !== '') labels.extract(name, value);
  }
}

/** `| json a="b.c[0]"`: the named labels only; all of them are there, empty where nothing is found. */
export function jsonExpressionStage(extractions: readonly Extraction[]): CompiledStage {
  const paths = extractions.map(({ name, expression }): [string, JsonPath] => {
    const path = readJsonPath(expression);
    if (path === null) {
      throw new QueryFailure('bad_data', `cannot parse expression [${expression}]: syntax error`);
    }
    return [name, path];
  });
  const scanner = new JsonScanner();
  return {
    apply({ line, labels }) {
      if (!/^\s*[{[]/.test(line)) {
        labels.setParserError('JSONParserErr', 'expecting json object(6), but it is not');
        return true;
      }
      for (const [name, path] of paths) {
        let value: string | undefined;
        reportProblems(labels, () => {
          scanner.begin(line);
          value = valueAtPath(scanner, path);
        });
        labels.extractNamed(name, cleanValue(value ?? ''));
      }
      return true;
    },
  };
}

const ENTRY = '_entry';

/** `| unpack`: strings of a JSON object become labels where `_entry` is among them, which becomes the line. */
export function unpackStage(): CompiledStage {
  const scanner = new JsonScanner();
  const names = new FieldNames();
  return {
    apply(state) {
      const { line, labels } = state;
      const fields: [string, string][] = [];
      let entry: string | null = null;
      const isWhole = reportProblems(labels, () => {
        scanner.begin(line);
        scanner.eachField((key, kind) => {
          if (kind !== 'string') {
            scanner.skipValue(kind);
            return;
          }
          const value = scanner.readString();
          if (key === ENTRY) entry = value;
          else fields.push([names.clean(key), cleanValue(value)]);
        });
      });
      if (!isWhole || entry === null) return true;
      for (const [name, value] of fields) if (name !== '') labels.extract(name, value);
      state.line = entry;
      return true;
    },
  };
}

/** Runs a parser; a problem of the text becomes the line's error. */
function reportProblems(labels: LineLabels, parse: () => void): boolean {
  try {
    parse();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof JsonProblem)) throw thrown;
    labels.setParserError('JSONParserErr', thrown.message);
    return false;
  }
}
