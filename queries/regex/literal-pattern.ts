/**
 * Is this a pattern whose validity needs no look at its structure: literals, alternations of them,
 * and `.`, `.*`, `.+` anywhere? `*` and `+` count only directly after a dot, so none can repeat
 * nothing or another repetition. The most common patterns of PromQL, told at the cost of one pass.
 */
export function isLiteralPattern(pattern: string): boolean {
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

/** Does a literal pattern, anchored on both sides, match the empty text? */
export function literalMatchesEmpty(pattern: string): boolean {
  return pattern.split('|').some((branch) => branch.replaceAll('.*', '') === '');
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
