import { RE2JS } from 're2js';

/**
 * Why a pattern is no RE2 expression, in Go's words (`error parsing regexp: missing closing ): \`(\``),
 * or `null` when it is one. As Prometheus 3.x, the pattern is judged alone, before it is anchored.
 */
export function regexProblem(pattern: string): string | null {
  if (isPlainPattern(pattern)) return null;
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    // The library reports a malformed pattern by throwing: that is the answer asked for.
    return error instanceof Error ? error.message : String(error);
  }
}

/** Does the pattern, anchored on both sides, match the empty text? The pattern must be valid. */
export function regexMatchesEmpty(pattern: string): boolean {
  if (isPlainPattern(pattern)) return plainMatchesEmpty(pattern);
  return RE2JS.compile(`^(?s:${pattern})$`).matches('');
}

/**
 * Patterns whose validity needs no parser: literals, alternations of them, and `.`, `.*`, `.+`
 * anywhere. `*` and `+` count only directly after a dot, so none can repeat nothing or another
 * repetition.
 */
function isPlainPattern(pattern: string): boolean {
  let afterDot = false;
  for (let i = 0; i < pattern.length; i++) {
    const code = pattern.charCodeAt(i);
    if (code === STAR || code === PLUS) {
      if (!afterDot) return false;
      afterDot = false;
    } else {
      if (code >= 128 || PLAIN[code] === 0) return false;
      afterDot = code === DOT;
    }
  }
  return true;
}

const STAR = 0x2a;
const PLUS = 0x2b;
const DOT = 0x2e;

/** ASCII characters that stand for themselves, plus `.` and `|`. */
const PLAIN: Uint8Array = buildPlain();

function buildPlain(): Uint8Array {
  const table = new Uint8Array(128).fill(1);
  for (const meta of '\\^$()[]{}?*+') table[meta.charCodeAt(0)] = 0;
  return table;
}

function plainMatchesEmpty(pattern: string): boolean {
  return pattern.split('|').some((branch) => branch.replaceAll('.*', '') === '');
}
