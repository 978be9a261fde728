import type { RegexJudge } from '../regex/regex-judge.ts';
import { unquoteGo } from './go-unquote.ts';
import { Lexer } from './lexer.ts';
import { describeToken, Tok } from './tokens.ts';

/** Nesting (parentheses, calls, unary signs) beyond which a query is refused. */
export const MAX_NESTING = 400;

/** Height of the tree, counting each operator of a chain, beyond which a query is refused. */
export const MAX_HEIGHT = 1_000;

/** The first problem found; offsets are UTF-16. */
export interface ParseProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Ends parsing at once; the problem has been reported to the cursor before. Never leaves the parser. */
export class ParseStop extends Error {}

/**
 * What all parsing functions share: the lexer, the first problem, the depth so far.
 *
 * Prometheus's parser goes on after an error and shows the first one found; problems that do not
 * stop it (an unknown function, a bad regex) are therefore *reported*, and those that do are
 * *failed*.
 */
export class TokenCursor {
  readonly lexer: Lexer;
  readonly regexes: RegexJudge;
  problem: ParseProblem | null = null;
  /** Height of the expression parsed last: 1 for a leaf. */
  height = 0;
  /** End of the last consumed token. */
  lastEnd = 0;
  /** Inside the arguments of how many aggregations; Prometheus words its errors by it. */
  aggregations = 0;
  private nesting = 0;

  constructor(text: string, regexes: RegexJudge) {
    this.lexer = new Lexer(text);
    this.regexes = regexes;
    this.lexer.advance();
  }

  /** Goes to the next token, past one that has been looked at. */
  take(): void {
    this.lastEnd = this.lexer.end;
    this.lexer.advance();
  }

  /** Is the current token of this kind? */
  at(kind: number): boolean {
    return this.lexer.kind === kind;
  }

  /** The current token as written. */
  tokenText(): string {
    return this.lexer.text.slice(this.lexer.start, this.lexer.end);
  }

  /** The value of the current token, a string. */
  stringValue(): string {
    const { text, start, end, hasEscape } = this.lexer;
    return hasEscape ? unquoteGo(text, start + 1, end - 1) : text.slice(start + 1, end - 1);
  }

  report(start: number, end: number, message: string): void {
    this.problem ??= { start, end, message };
  }

  fail(start: number, end: number, message: string): never {
    this.report(start, end, message);
    throw new ParseStop();
  }

  /** Refuses the current token: `unexpected identifier "b" in aggregation, expected …`. */
  unexpected(context = '', expected = ''): never {
    const { kind, start, end, message } = this.lexer;
    if (kind === Tok.error) this.fail(start, end, message);
    const where = context === '' ? this.outerContext() : ` in ${context}`;
    const wanted = expected === '' ? '' : `, expected ${expected}`;
    this.fail(start, end, `unexpected ${describeToken(kind, this.tokenText())}${where}${wanted}`);
  }

  /** A lexer error counts as soon as its token is looked at, before later findings about earlier text. */
  look(): void {
    if (this.lexer.kind === Tok.error) this.unexpected();
  }

  enter(): void {
    this.nesting++;
    if (this.nesting > MAX_NESTING) this.tooDeep();
  }

  leave(): void {
    this.nesting--;
  }

  /** Records the height of a node over children of the given height. */
  grow(childHeight: number): void {
    this.height = childHeight + 1;
    if (this.height > MAX_HEIGHT) this.tooDeep();
  }

  private tooDeep(): never {
    const { start, end } = this.lexer;
    this.fail(start, end, 'expression is nested too deeply');
  }

  private outerContext(): string {
    return this.aggregations > 0 ? ' in aggregation' : '';
  }
}
