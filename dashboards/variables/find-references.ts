/** A place in a text that names a variable. Offsets are UTF-16 units. */
export interface VariableReference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** `field.path` of `${name.field.path}`; empty without. */
  readonly path: string;
  /** `regex` of `${name:regex}`, `date:iso` of `${__from:date:iso}`; null without. */
  readonly format: string | null;
}

const REFERENCE =
  /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]{1,200}))?(?::([^}]{1,200}))?\}/g;

/** Every `$x`, `${x}`, `${x:format}`, `[[x]]` and `[[x:format]]` of a text, in order. */
export function findReferences(text: string): readonly VariableReference[] {
  return [...text.matchAll(REFERENCE)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    name: match[1] ?? match[2] ?? match[4] ?? '',
    path: match[5] ?? '',
    format: match[3] ?? match[6] ?? null,
  }));
}

/** The names that a text refers to, each once. */
export function referencedNames(text: string): readonly string[] {
  return [...new Set(findReferences(text).map(({ name }) => name))];
}
