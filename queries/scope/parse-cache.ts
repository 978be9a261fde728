import type { Expr } from '../promql/ast.ts';
import { type ParseOptions, type ParseResult, parsePromql } from '../promql/parse.ts';

export interface ParseCacheOptions extends ParseOptions {
  /** Most queries kept. */
  readonly maxEntries: number;
  /** Most UTF-16 units of query text kept; a longer query is parsed but not kept. */
  readonly maxCharacters: number;
}

/**
 * Remembers parse results by query text, the least recently used going first. Trees are immutable
 * and hold nothing of a tenant but the text itself, so tenants may share one cache: a hit tells
 * nothing but that somebody asked the same words.
 */
export class ParseCache {
  private readonly entries = new Map<string, ParseResult<Expr>>();
  private readonly options: ParseCacheOptions;
  private characters = 0;

  constructor(options: ParseCacheOptions) {
    this.options = options;
  }

  /** As `parsePromql`. */
  parse(text: string): ParseResult<Expr> {
    const known = this.entries.get(text);
    if (known !== undefined) {
      this.entries.delete(text);
      this.entries.set(text, known);
      return known;
    }
    const result = parsePromql(text, this.options);
    if (text.length <= this.options.maxCharacters) this.keep(text, result);
    return result;
  }

  /** Queries kept now. */
  get size(): number {
    return this.entries.size;
  }

  private keep(text: string, result: ParseResult<Expr>): void {
    this.entries.set(text, result);
    this.characters += text.length;
    const { maxEntries, maxCharacters } = this.options;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= maxEntries && this.characters <= maxCharacters) return;
      this.entries.delete(oldest);
      this.characters -= oldest.length;
    }
  }
}
