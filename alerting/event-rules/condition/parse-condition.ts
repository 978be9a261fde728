import { RE2JS } from 're2js';
import { regexCost } from '../../../queries/regex/regex-cost.ts';
import type { CompareOp, Condition, PathStep } from './condition.ts';
import { ConditionError, type ConditionToken, conditionTokens } from './condition-tokens.ts';

export type ConditionResult =
  | { readonly kind: 'ok'; readonly condition: Condition }
  | { readonly kind: 'error'; readonly message: string };

const MAX_CHARS = 4_096;
const MAX_DEPTH = 50;
const MAX_PATTERN_COST = 1_000;

/**
 * Reads a condition, e.g. `type = "Warning" and reason in ("BackOff", "Failed")`. Words are `and`, `or`,
 * `not` in any case; `not` binds more than `and`, and `and` more than `or`.
 */
export function parseCondition(text: string): ConditionResult {
  if (text.length > MAX_CHARS) {
    return { kind: 'error', message: `is longer than ${MAX_CHARS} characters` };
  }
  try {
    const reader = new Reader(conditionTokens(text));
    return { kind: 'ok', condition: reader.whole() };
  } catch (thrown) {
    if (!(thrown instanceof ConditionError)) throw thrown;
    return { kind: 'error', message: `${thrown.message} (at character ${thrown.at + 1})` };
  }
}

const SIGNS: ReadonlyMap<string, CompareOp> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const WORDS: ReadonlySet<string> = new Set(['in', 'contains', 'like', 'regex', 'exists']);

class Reader {
  readonly #tokens: readonly ConditionToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly ConditionToken[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#or();
    if (this.#next().kind !== 'end') throw this.#unexpected();
    return condition;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ConditionError('is nested too deeply', this.#next().at);
    const isNegated = this.#takeWord('not') || this.#takeSign('!');
    const inner = isNegated ? this.#not() : this.#part();
    this.#depth -= 1;
    return isNegated ? { kind: 'not', operand: inner } : inner;
  }

  #part(): Condition {
    if (!this.#takeSign('(')) return this.#comparison();
    const inner = this.#or();
    this.#expectSign(')');
    return inner;
  }

  #comparison(): Condition {
    const field = this.#next();
    if (field.kind !== 'path') throw this.#unexpected('a field');
    this.#at += 1;
    const path = pathOf(field);
    const isNegated = this.#takeWord('not');
    const op = this.#operator();
    const values = this.#valuesOf(op);
    const compared: Condition = { kind: 'compare', path, op, values };
    return isNegated ? { kind: 'not', operand: compared } : compared;
  }

  #operator(): CompareOp {
    const token = this.#next();
    const word = token.text.toLowerCase();
    const isWord = token.kind === 'path' && WORDS.has(word);
    const op = token.kind === 'sign' ? SIGNS.get(token.text) : undefined;
    if (op === undefined && !isWord) throw this.#unexpected('an operator such as =');
    this.#at += 1;
    // One of the set.
    return op ?? (word as CompareOp);
  }

  #valuesOf(op: CompareOp): readonly string[] {
    if (op === 'exists') return [];
    if (op === 'in') {
      this.#expectSign('(');
      const values = [this.#value()];
      while (this.#takeSign(',')) values.push(this.#value());
      this.#expectSign(')');
      return values;
    }
    const { at } = this.#next();
    const value = this.#value();
    if (op === 'regex') checkPattern(value, at);
    return [value];
  }

  #value(): string {
    const token = this.#next();
    const isTruth = token.kind === 'path' && /^(?:true|false)$/.test(token.text);
    if (token.kind !== 'text' && token.kind !== 'number' && !isTruth) {
      throw this.#unexpected('a text in quotes, a number, true or false');
    }
    this.#at += 1;
    return token.text;
  }

  #takeWord(word: string): boolean {
    const token = this.#next();
    if (token.kind !== 'path' || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #takeSign(sign: string): boolean {
    const token = this.#next();
    if (token.kind !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#unexpected(sign);
  }

  #next(): ConditionToken {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: 0 };
  }

  #unexpected(wanted = 'the end'): ConditionError {
    const { kind, text, at } = this.#next();
    return new ConditionError(`expected ${wanted}, found ${kind === 'end' ? 'the end' : text}`, at);
  }
}

function checkPattern(pattern: string, at: number): void {
  if (regexCost(pattern) > MAX_PATTERN_COST) throw new ConditionError('pattern is too large', at);
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (cause) {
    throw new ConditionError(`${pattern} is no pattern: ${String(cause)}`, at);
  }
}

/** `a.b[0]["c/d"][1:3][*]` */
function pathOf({ text }: ConditionToken): readonly PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /\[(?:"([^"\]]*)"|(\*)|(-?\d*):(-?\d*)|(-?\d+))\]|([\w-]+)/g;
  for (const [, quoted, star, from, to, index, name] of text.matchAll(pattern)) {
    const member = quoted ?? name;
    if (member !== undefined) steps.push({ kind: 'member', name: member });
    else if (star !== undefined) steps.push({ kind: 'range', from: null, to: null });
    else if (index !== undefined) steps.push(elementAt(Number(index)));
    else steps.push({ kind: 'range', from: numberOf(from), to: numberOf(to) });
  }
  return steps;
}

function elementAt(index: number): PathStep {
  return { kind: 'range', from: index, to: index === -1 ? null : index + 1 };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
