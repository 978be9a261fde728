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

/**
 * The text with what the pattern matches first replaced, as JavaScript's `replace` writes it: `$1` to
 * `$99`, `$&` and `$$`; a group that the pattern has not stays as it is written. Null where nothing
 * matches.
 */
export function replaceFirst(pattern: RE2JS, text: string, replacement: string): string | null {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return null;
  const groups = matcher.groupCount();
  const put = replacement.replaceAll(/\$(?:\$|&|(\d\d?))/g, (written, digits?: string) => {
    if (written === '$$') return '$';
    if (digits === undefined) return matcher.group(0) ?? '';
    // `$17` with nine groups is the first one and a 7.
    const length = [digits.length, 1].find((count) => {
      const number = Number(digits.slice(0, count));
      return number > 0 && number <= groups;
    });
    if (length === undefined) return written;
    return (matcher.group(Number(digits.slice(0, length))) ?? '') + digits.slice(length);
  });
  return text.slice(0, matcher.start(0)) + put + text.slice(matcher.end(0));
}
