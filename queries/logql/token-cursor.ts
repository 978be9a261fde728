import { unquoteGo } from '../promql/go-unquote.ts';
import type { RegexJudge } from '../regex/regex-judge.ts';
import { Lexer } from './lexer.ts';
import type { LogqlProblem } from './logql-error.ts';
import { describeToken, isWord, Tok } from './tokens.ts';

/** Nesting (parentheses, calls, right-hand sides) beyond which a query is refused. */
export const MAX_NESTING = 400;

/** Height of the tree, counting each operator of a chain, beyond which a query is refused. */
export const MAX_HEIGHT = 1_000;

/** Ends parsing at once; the problem has been given to the cursor before. Never leaves the parser. */
export class ParseStop extends Error {}

/**
 * What all parsing functions share: the lexer, the problem found, the depth so far.
 *
 * Loki finds errors of syntax first, then those of sense; the former are therefore *failed*, the
 * latter *reported*, and a report counts only if nothing fails afterwards.
 */
export class TokenCursor {
  readonly lexer: Lexer;
  readonly regexes: RegexJudge;
  /** What ended the parse, else the first report. */
  problem: LogqlProblem | null = null;
  /** Height of the expression parsed last: 1 for a leaf. */
  height = 0;
  /** End of the last consumed token. */
  lastEnd = 0;
  private nesting = 0;

  constructor(text: string, regexes: RegexJudge) {
    this.lexer = new Lexer(text);
    this.regexes = regexes;
    this.lexer.advance();
  }

  /** Goes to the next token. */
  take(): void {
    this.lastEnd = this.lexer.end;
    this.lexer.advance();
  }

  /** Is the current token of this kind? */
  at(kind: number): boolean {
    return this.lexer.kind === kind;
  }

  takeIf(kind: number): boolean {
    if (this.lexer.kind !== kind) return false;
    this.take();
    return true;
  }

  /** @param expected Loki's list of what would fit, `""` where it gives none */
  expect(kind: number, expected: string): void {
    if (this.lexer.kind !== kind) this.unexpected(expected);
    this.take();
  }

  /** The current token as written. */
  tokenText(): string {
    return this.lexer.text.slice(this.lexer.start, this.lexer.end);
  }

  /** Consumes a string and gives its value. */
  takeString(expected = 'STRING'): string {
    if (this.lexer.kind !== Tok.string) this.unexpected(expected);
    const { text, start, end, hasEscape } = this.lexer;
    this.take();
    return hasEscape ? unquoteGo(text, start + 1, end - 1) : text.slice(start + 1, end - 1);
  }

  /** Consumes a name that is no keyword, and gives it. */
  takeIdentifier(expected = 'IDENTIFIER'): string {
    if (this.lexer.kind !== Tok.identifier) this.unexpected(expected);
    const name = this.tokenText();
    this.take();
    return name;
  }

  /** Consumes a word, keyword or not, and gives it. */
  takeWord(expected: string): string {
    if (!isWord(this.lexer.kind)) this.unexpected(expected);
    const name = this.tokenText();
    this.take();
    return name;
  }

  /** Something without sense, which Loki shows without its position. */
  report(start: number, end: number, message: string): void {
    this.problem ??= { start, end, message, placed: false };
  }

  /** Something without sense that Loki does not read past. */
  failUnplaced(start: number, end: number, message: string): never {
    this.problem = { start, end, message, placed: false };
    throw new ParseStop();
  }

  /** Refuses the current token: `syntax error: unexpected ), expecting STRING`. */
  unexpected(expected = ''): never {
    const { kind, start, end, message } = this.lexer;
    if (kind === Tok.error) this.fail(start, end, message);
    const wanted = expected === '' ? '' : `, expecting ${expected}`;
    const found = describeToken(kind, this.tokenText());
    this.fail(start, end, `syntax error: unexpected ${found}${wanted}`);
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

  private fail(start: number, end: number, message: string): never {
    this.problem = { start, end, message, placed: true };
    throw new ParseStop();
  }
}
