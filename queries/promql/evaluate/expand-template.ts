import type { Groups } from './pattern-budget.ts';

/**
 * Puts groups into a replacement as Go's `Regexp.Expand` does: `$1`, `${1}`, `$name`, `${name}`;
 * a name is as long as it can be (`$1x` is the group "1x"), `$$` is a dollar sign, a group that is
 * not there is empty, and a dollar sign before anything else stays.
 */
export function expandTemplate(template: string, groups: Groups): string {
  if (!template.includes('$')) return template;
  return template.replace(REFERENCE, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$';
    const name = braced ?? bare ?? '';
    return groups.group(INDEX.test(name) ? Number(name) : name);
  });
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** A number without leading zeros; any other is a name. */
const INDEX = /^(?:0|[1-9][0-9]{0,7})$/;
