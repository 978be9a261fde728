const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A label's name in a path: names that are no plain words in Prometheus's own escaping
 * (`U__`, `__` for `_`, `_2e_` for `.`), others as they are.
 */
export function labelInPath(label: string): string {
  if (PLAIN_LABEL.test(label)) return label;
  const letters = [...label].map((letter) => {
    if (letter === '_') return '__';
    return /[a-zA-Z0-9]/.test(letter) ? letter : `_${letter.codePointAt(0)?.toString(16)}_`;
  });
  return `U__${letters.join('')}`;
}
