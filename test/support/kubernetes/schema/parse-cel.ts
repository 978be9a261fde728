import {
  type CelExpression,
  type CelMacro,
  type CelMethod,
  type CelOperator,
  celMacros,
  celMethods,
} from './cel-expression.ts';

const token =
  /\s*(?:(\d+)|([A-Za-z_]\w*)|("[^"\\]*"|'[^'\\]*')|(\|\||&&|[=!<>]=|[-+*/%?:<>!.,()[\]]))/y;

/** Loosest first. */
const levels: readonly (readonly CelOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
];

/** Parses the part of CEL that the rules of the known CRDs use. @throws Error on anything else */
export function parseCel(text: string): CelExpression {
  const reader = new TokenReader(text);
  const expression = parseLevel(reader, 0);
  if (reader.peek() !== null) throw reader.unsupported();
  return expression;
}

class TokenReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    token.lastIndex = 0;
    while (text.slice(token.lastIndex).trim() !== '') {
      const from = token.lastIndex;
      const found = token.exec(text);
      if (found === null) throw new Error(`not understood: ${text.slice(from)}`);
      tokens.push(found[0].trim());
    }
    this.#tokens = tokens;
  }

  peek(): string | null {
    return this.#tokens[this.#at] ?? null;
  }

  take(): string {
    const next = this.peek();
    if (next === null) throw new Error('the rule ends too early');
    this.#at += 1;
    return next;
  }

  takeIf(wanted: string): boolean {
    if (this.peek() !== wanted) return false;
    this.#at += 1;
    return true;
  }

  expect(wanted: string): void {
    if (!this.takeIf(wanted)) throw this.unsupported();
  }

  unsupported(): Error {
    return new Error(`not understood: ${this.#tokens.slice(this.#at).join(' ')}`);
  }
}

function parseLevel(reader: TokenReader, level: number): CelExpression {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(reader);
  let left = parseLevel(reader, level + 1);
  for (;;) {
    const operator = operators.find((one) => one === reader.peek());
    if (operator === undefined) return left;
    reader.take();
    left = { kind: 'binary', operator, left, right: parseLevel(reader, level + 1) };
  }
}

function parseUnary(reader: TokenReader): CelExpression {
  if (reader.takeIf('!')) return { kind: 'not', of: parseUnary(reader) };
  let expression = parsePrimary(reader);
  for (;;) {
    if (reader.takeIf('.')) expression = parseMember(reader, expression);
    else if (reader.takeIf('[')) {
      expression = { kind: 'index', of: expression, at: parseLevel(reader, 0) };
      reader.expect(']');
    } else return expression;
  }
}

function parseMember(reader: TokenReader, of: CelExpression): CelExpression {
  const name = reader.take();
  if (!reader.takeIf('(')) return { kind: 'field', of, name };
  const macro = celMacros.find((one) => one === name);
  if (macro !== undefined) return parseMacro(reader, of, macro);
  const method = celMethods.find((one): one is CelMethod => one === name);
  if (method === undefined) throw new Error(`the method ${name} is not known here`);
  return { kind: 'call', of, method, args: parseList(reader, ')') };
}

function parseMacro(reader: TokenReader, of: CelExpression, macro: CelMacro): CelExpression {
  const variable = reader.take();
  reader.expect(',');
  const body = parseLevel(reader, 0);
  reader.expect(')');
  return { kind: 'each', of, macro, variable, body };
}

function parseList(reader: TokenReader, end: string): readonly CelExpression[] {
  const items: CelExpression[] = [];
  while (!reader.takeIf(end)) {
    if (items.length > 0) reader.expect(',');
    items.push(parseLevel(reader, 0));
  }
  return items;
}

function parsePrimary(reader: TokenReader): CelExpression {
  const text = reader.take();
  if (text === '(') {
    const inner = parseLevel(reader, 0);
    reader.expect(')');
    return inner;
  }
  if (text === '[') return { kind: 'list', items: parseList(reader, ']') };
  if (text === 'has') return parseHas(reader);
  if (/^\d/.test(text)) return { kind: 'literal', value: Number(text) };
  if (/^["']/.test(text)) return { kind: 'literal', value: text.slice(1, -1) };
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
  if (text === 'null') return { kind: 'literal', value: null };
  if (/^\w/.test(text)) return { kind: 'name', name: text };
  throw new Error(`not understood: ${text}`);
}

function parseHas(reader: TokenReader): CelExpression {
  reader.expect('(');
  const inner = parseLevel(reader, 0);
  reader.expect(')');
  if (inner.kind !== 'field') throw new Error('has() of something that is no field');
  return { kind: 'has', of: inner.of, name: inner.name };
}
