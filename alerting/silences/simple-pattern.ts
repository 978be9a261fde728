/** What most patterns of people and interfaces are; they need no engine. */
export type SimplePattern =
  /** `a|b`, each a text that is meant as it stands. */
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** `text.*`, `.*text`, `.*text.*`, `.*`; `anyBefore` and `anyAfter` say where anything may stand. */
  | {
      readonly kind: 'part';
      readonly text: string;
      readonly anyBefore: boolean;
      readonly anyAfter: boolean;
    }
  /** `.+` */
  | { readonly kind: 'something' };

const PIECE = /\\[\s\S]|\.\*|[\s\S]/g;
const SPECIAL = /^[\\^$()[\]{}?*+.]$/;

/** Reads a pattern that is anchored on both sides; null: it needs an engine. */
export function simplePattern(pattern: string): SimplePattern | null {
  if (pattern === '.+') return { kind: 'something' };
  const pieces = pattern.match(PIECE) ?? [];
  const anyBefore = pieces[0] === '.*';
  const anyAfter = pieces.at(-1) === '.*';
  const inner = pieces.slice(anyBefore ? 1 : 0, anyAfter && pieces.length > 1 ? -1 : undefined);
  const texts: string[] = [''];
  for (const piece of inner) {
    const literal = piece === '|' ? '' : literalOf(piece);
    if (literal === null) return null;
    if (piece === '|') texts.push('');
    else texts.push(`${texts.pop() ?? ''}${literal}`);
  }
  if (!anyBefore && !anyAfter) return { kind: 'values', values: [...new Set(texts)] };
  const [text = ''] = texts;
  return texts.length > 1 ? null : { kind: 'part', text, anyBefore, anyAfter };
}

/** The text that a piece stands for; null for one that means something. */
function literalOf(piece: string): string | null {
  if (piece.length === 1) return SPECIAL.test(piece) ? null : piece;
  const escaped = piece.startsWith('\\') ? piece.slice(1) : '';
  return /^[^\sa-zA-Z0-9]$/.test(escaped) ? escaped : null;
}

/** Whether the whole value is what the pattern says. */
export function matchesSimple(pattern: SimplePattern): (value: string) => boolean {
  switch (pattern.kind) {
    case 'values': {
      const values = new Set(pattern.values);
      return (value) => values.has(value);
    }
    case 'something':
      return (value) => value !== '';
    case 'part': {
      const { text, anyBefore, anyAfter } = pattern;
      if (anyBefore && anyAfter) return (value) => value.includes(text);
      if (anyBefore) return (value) => value.endsWith(text);
      return (value) => value.startsWith(text);
    }
  }
}
