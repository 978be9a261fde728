import { isUtf8 } from 'node:buffer';

/** Labels that were written as text, or why they cannot be read. */
export type ParsedLabelText =
  | { readonly kind: 'labels'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'fault'; readonly message: string };

const PAIR = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,|\})/y;
const OPEN = /\s*\{/y;
const CLOSE = /\s*\}\s*$/y;

/**
 * Reads the labels of a stream as clients write them: `{app="api", level="warn"}`. Only `=`, only
 * double quotes with Go's escapes, a comma may follow the last pair. Linear in the length.
 */
export function parseLabelText(text: string): ParsedLabelText {
  const pairs: (readonly [string, string])[] = [];
  OPEN.lastIndex = 0;
  if (!OPEN.test(text)) return fault(text, 0);
  let at = OPEN.lastIndex;
  for (;;) {
    CLOSE.lastIndex = at;
    if (CLOSE.test(text)) return { kind: 'labels', pairs };
    PAIR.lastIndex = at;
    const found = PAIR.exec(text);
    const value = unescapeGo(found?.[2] ?? '');
    if (found === null || value === null) return fault(text, at);
    pairs.push([found[1] ?? '', value]);
    at = found[3] === ',' ? PAIR.lastIndex : PAIR.lastIndex - 1;
    if (found[3] === '}' && text.slice(at + 1).trim() !== '') return fault(text, at + 1);
  }
}

function fault(text: string, at: number): ParsedLabelText {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return {
    kind: 'fault',
    message: `error parsing labels '${shown}' with error: 1:${at + 1}: parse error: expected name="value" pairs in braces`,
  };
}

const ESCAPES = /(?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[\s\S]/g;
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
]);

/** Null for escapes that Go does not know, and for bytes that are not UTF-8. */
function unescapeGo(text: string): string | null {
  if (!text.includes('\\')) return text;
  let isGood = true;
  const plain = text.replace(ESCAPES, (sequence) => {
    const found = unescapeOne(sequence);
    if (found === null) isGood = false;
    return found ?? '';
  });
  return isGood ? plain : null;
}

function unescapeOne(sequence: string): string | null {
  const kind = sequence[1] ?? '';
  if (kind === 'u' || kind === 'U') {
    const code = Number.parseInt(sequence.slice(2), 16);
    const isCharacter = code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : null;
  }
  if (kind === 'x' || /[0-7]/.test(kind)) return unescapeBytes(sequence);
  return SIMPLE.get(kind) ?? null;
}

function unescapeBytes(escapes: string): string | null {
  const codes = [...escapes.matchAll(/\\x(..)|\\(...)/g)].map(([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16),
  );
  if (codes.some((code) => Number.isNaN(code) || code > 0xff)) return null;
  const bytes = Buffer.from(codes);
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}
