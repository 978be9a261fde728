import type { ErrorDetail } from '../../platform/errors/app-error.ts';

const MAX_DEPTH = 12;
const MAX_TEXT = 4_096;
const MAX_VALUES = 2_000;

/**
 * What could break out of the configuration that the aggregator makes of every text: a line break
 * begins another directive, and `#{…}` is run as Ruby. Also bounds depth and size.
 * @param at JSON pointer of the value
 */
export function checkPlainTexts(value: unknown, at: string): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  let seen = 0;
  const visit = (one: unknown, path: string, depth: number): void => {
    seen += 1;
    if (seen > MAX_VALUES || findings.length > 50) return;
    if (depth > MAX_DEPTH) {
      findings.push({ path, message: `is nested deeper than ${MAX_DEPTH}` });
    } else if (typeof one === 'string') {
      const wrong = faultOf(one);
      if (wrong !== null) findings.push({ path, message: wrong });
    } else if (Array.isArray(one)) {
      for (const [index, item] of one.entries()) visit(item, `${path}/${index}`, depth + 1);
    } else if (typeof one === 'object' && one !== null) {
      for (const [name, item] of Object.entries(one)) {
        const below = `${path}/${pointerPart(name)}`;
        const wrong = faultOf(name);
        if (wrong === null) visit(item, below, depth + 1);
        else findings.push({ path: below, message: wrong });
      }
    }
  };
  visit(value, at, 0);
  if (seen > MAX_VALUES) findings.push({ path: at, message: `has more than ${MAX_VALUES} values` });
  return findings;
}

/** Before anything walks a value by calling itself. */
export function isNestedTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH * 2) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}

/** A name as a part of a JSON pointer. */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function faultOf(text: string): string | null {
  if (text.length > MAX_TEXT) return `is longer than ${MAX_TEXT} characters`;
  if (/\p{Cc}|\u2028|\u2029/u.test(text)) return 'holds a line break or another control character';
  if (text.includes('#{')) return 'holds "#{", which the aggregator would run as a program';
  if (/^\s*["']/.test(text)) return 'begins with a quote, which the aggregator reads as its own';
  return null;
}
