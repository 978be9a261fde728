/** One part of a pattern such as `<ip> - <_> "<path>`: text, or a capture. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  /** `name` is `null` for `<_>`. */
  | { readonly kind: 'capture'; readonly name: string | null };

const CAPTURE = /<([a-zA-Z_][a-zA-Z0-9_]*)>/g;

/** The parts in order; literals are never empty and never adjacent. What is no capture is text. */
export function readPattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  let from = 0;
  for (const found of pattern.matchAll(CAPTURE)) {
    const [whole, name = '_'] = found;
    if (found.index > from) parts.push({ kind: 'literal', text: pattern.slice(from, found.index) });
    parts.push({ kind: 'capture', name: name === '_' ? null : name });
    from = found.index + whole.length;
  }
  if (from < pattern.length) parts.push({ kind: 'literal', text: pattern.slice(from) });
  return parts;
}

/** Why a pattern cannot be that of a `pattern` stage, in Loki's words, or `null`. */
export function captureProblem(pattern: string): string | null {
  if (pattern === '') {
    return 'parse error at line 1, col 1: syntax error: unexpected $end, expecting IDENTIFIER or LITERAL';
  }
  const parts = readPattern(pattern);
  const names = parts.flatMap((part) =>
    part.kind === 'capture' && part.name !== null ? [part.name] : [],
  );
  if (names.length === 0) return 'at least one capture is required';
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  return (
    adjacentProblem(parts) ??
    (twice === undefined ? null : `duplicate capture name (${twice}): invalid expression`)
  );
}

/** Why a pattern cannot stand after `|>` and `!>`, in Loki's words, or `null`. */
export function linePatternProblem(pattern: string): string | null {
  const parts = readPattern(pattern);
  for (const part of parts) {
    if (part.kind === 'capture' && part.name !== null) {
      return `named captures are not allowed: found '<${part.name}>'`;
    }
  }
  return adjacentProblem(parts);
}

function adjacentProblem(parts: readonly PatternPart[]): string | null {
  for (let i = 1; i < parts.length; i++) {
    const left = parts[i - 1];
    const right = parts[i];
    if (left?.kind !== 'capture' || right?.kind !== 'capture') continue;
    const text = `<${left.name ?? '_'}><${right.name ?? '_'}>`;
    return `found consecutive capture '${text}': invalid expression`;
  }
  return null;
}
