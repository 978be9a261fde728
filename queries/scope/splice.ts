import type { VectorSelector } from '../promql/ast.ts';

/** Text to put into a query before the UTF-16 offset `at`. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * What makes a selector carry the matchers: right after its opening brace, or in braces of its own
 * right after the name. Nothing is ever put before a closing brace, where a comment could swallow it.
 */
export function insertionFor(selector: VectorSelector, matchers: string): Insertion {
  if (selector.braceStart === -1) return { at: selector.nameEnd, text: `{${matchers}}` };
  const separator = selector.matchers.length === 0 ? '' : ',';
  return { at: selector.braceStart + 1, text: matchers + separator };
}

/** The text with all insertions made; they must be in order of their offsets. */
export function splice(text: string, insertions: readonly Insertion[]): string {
  let out = '';
  let from = 0;
  for (const { at, text: inserted } of insertions) {
    out += text.slice(from, at) + inserted;
    from = at;
  }
  return out + text.slice(from);
}
