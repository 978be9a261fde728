import type { TemplateLexer } from './lexer.ts';
import { TemplateError } from './template-error.ts';
import { showToken, type Token, type TokenKind } from './tokens.ts';

/** Hands tokens to the parser, takes them back, and words its complaints. */
export class TokenReader {
  readonly #name: string;
  readonly #lexer: TemplateLexer;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Line on which the present action began, 0 outside of actions. */
  #actionLine = 0;

  constructor(name: string, lexer: TemplateLexer) {
    this.#name = name;
    this.#lexer = lexer;
  }

  next(): Token {
    const known = this.#tokens[this.#at];
    const token = known ?? this.#lexer.next();
    if (known === undefined) this.#tokens.push(token);
    this.#at += 1;
    return token;
  }

  back(count = 1): void {
    this.#at -= count;
  }

  peek(): Token {
    const token = this.next();
    this.back();
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === 'space') token = this.next();
    return token;
  }

  /** Takes the space in front of it. */
  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.back();
    return token;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) throw this.unexpected(token, context);
    return token;
  }

  beginAction(line: number): void {
    this.#actionLine = line;
  }

  endAction(): void {
    this.#actionLine = 0;
  }

  unexpected(token: Token, context: string): TemplateError {
    if (token.kind !== 'error') return this.error(`unexpected ${showToken(token)} in ${context}`);
    const isElsewhere = this.#actionLine !== 0 && this.#actionLine !== token.line;
    if (!isElsewhere) return this.error(token.text);
    const started = `started at ${this.#name}:${this.#actionLine}`;
    const place = token.text.endsWith(' action') ? started : `in action ${started}`;
    return this.error(`${token.text} ${place}`);
  }

  /** With the line of what was read last. */
  error(message: string): TemplateError {
    const line = this.#tokens.at(-1)?.line ?? 1;
    return new TemplateError(`template: ${this.#name}:${line}: ${message}`);
  }
}
