import type { PatternMatch } from './anchored-pattern.ts';

const VARIABLE = /\$(?:(\$)|\{(\w+)\}|(\w+))/g;

/**
 * Go's template expansion: `$1`, `$name`, `${1}`, `$$`. `$1x` is the group named `1x`; a group that
 * is not there is the empty text.
 */
export function expandTemplate(template: string, match: PatternMatch): string {
  if (!template.includes('$')) return template;
  return template.replaceAll(VARIABLE, (_, dollar?: string, braced?: string, bare?: string) =>
    dollar === undefined ? match.group(braced ?? bare ?? '') : '$',
  );
}

/** Does it refer to a group? */
export function hasVariable(template: string): boolean {
  return /\$(?:\{\w+\}|\w)/.test(template);
}
