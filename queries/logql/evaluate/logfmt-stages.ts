import type { LogfmtParser } from '../ast.ts';
import { cleanValue, FieldNames } from './field-name.ts';
import { LogfmtScanner } from './logfmt-scanner.ts';
import type { CompiledStage, LineState } from './stage.ts';

/** `| logfmt`, with flags; with expressions only the labels they name, all of which are then there. */
export function logfmtStage(parser: LogfmtParser): CompiledStage {
  return parser.extractions.length === 0 ? new LogfmtFields(parser) : new LogfmtNamed(parser);
}

class LogfmtFields implements CompiledStage {
  readonly #scanner = new LogfmtScanner();
  readonly #names = new FieldNames();
  readonly #parser: LogfmtParser;

  constructor(parser: LogfmtParser) {
    this.#parser = parser;
  }

  apply({ line, labels }: LineState): boolean {
    const scanner = this.#scanner;
    scanner.begin(line);
    while (!scanner.isAtEnd) {
      if (!scanner.next()) {
        if (this.#parser.strict && scanner.problem !== null) break;
        continue;
      }
      if (scanner.value === '' && !this.#parser.keepEmpty) continue;
      const name = this.#names.clean(scanner.key);
      if (name !== '') labels.extract(name, cleanValue(scanner.value));
    }
    if (this.#parser.strict && scanner.problem !== null) {
      labels.setParserError('LogfmtParserErr', scanner.problem);
    }
    return true;
  }
}

class LogfmtNamed implements CompiledStage {
  readonly #scanner = new LogfmtScanner();
  readonly #names = new FieldNames();
  readonly #parser: LogfmtParser;
  /** Field to the labels that it fills. */
  readonly #targets = new Map<string, string[]>();

  constructor(parser: LogfmtParser) {
    this.#parser = parser;
    for (const { name, expression } of parser.extractions) {
      const field = expression.trim();
      this.#targets.set(field, [...(this.#targets.get(field) ?? []), name]);
    }
  }

  apply({ line, labels }: LineState): boolean {
    const scanner = this.#scanner;
    const found = new Map<string, string>();
    scanner.begin(line);
    while (!scanner.isAtEnd) {
      if (!scanner.next()) {
        if (this.#parser.strict && scanner.problem !== null) break;
        continue;
      }
      const key = this.#targets.has(scanner.key) ? scanner.key : this.#names.clean(scanner.key);
      if (this.#targets.has(key) && !found.has(key)) found.set(key, cleanValue(scanner.value));
    }
    for (const [field, targets] of this.#targets) {
      for (const target of targets) labels.extractNamed(target, found.get(field) ?? '');
    }
    if (this.#parser.strict && scanner.problem !== null) {
      labels.setParserError('LogfmtParserErr', scanner.problem);
    }
    return true;
  }
}
