import { RE2JS } from 're2js';
import { regexCost } from '../../queries/regex/regex-cost.ts';

/** Cost beyond which a pattern is not run, see `regexCost`. */
const MOST_COST = 10_000;
const MOST_CHARS = 10_000;

/** A pattern of a dashboard's author, compiled, or what is wrong with it, in words. */
export type CompiledPattern =
  | { readonly kind: 'compiled'; readonly expression: RE2JS; readonly source: string }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Compiles `/…/flags` (i, s, m) or a bare pattern as RE2: what people of a tenant write is never run by
 * an engine that backtracks.
 */
export function compilePattern(text: string): CompiledPattern {
  const [, inside, flags = ''] = /^\/([\s\S]*)\/([a-z]*)$/.exec(text) ?? [];
  const source = inside ?? text;
  const shown = JSON.stringify(source.slice(0, 80));
  if (source.length > MOST_CHARS || regexCost(source) > MOST_COST) {
    return { kind: 'refused', message: `The pattern ${shown} costs too much; shorten it.` };
  }
  try {
    return { kind: 'compiled', expression: RE2JS.compile(source, flagsOf(flags)), source };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: 'refused', message: `The pattern ${shown} is not RE2: ${why}` };
  }
}

/** The same where whoever asks says that it is no pattern: null. */
export function authorPattern(text: string): RE2JS | null {
  const compiled = compilePattern(text);
  return compiled.kind === 'compiled' ? compiled.expression : null;
}

function flagsOf(text: string): number {
  const has = (flag: string, value: number) => (text.includes(flag) ? value : 0);
  return has('i', RE2JS.CASE_INSENSITIVE) | has('s', RE2JS.DOTALL) | has('m', RE2JS.MULTILINE);
}

/** Does the pattern occur in the text? */
export function occurs(pattern: RE2JS, text: string): boolean {
  return pattern.matcher(text).find();
}
