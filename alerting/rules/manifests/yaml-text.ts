/**
 * A text as a double-quoted YAML scalar on one line. JSON's escapes are YAML's too; beyond them
 * everything is escaped that a YAML 1.1 reader takes for a line break or refuses as a control
 * character. A quoted scalar is a string in every schema, so `yes`, `1e3`, `=` and `<<` stay texts.
 *
 * @param text without lone surrogates
 * @see https://yaml.org/spec/1.2.2/#57-escaped-characters
 */
export function yamlText(text: string): string {
  return JSON.stringify(text).replaceAll(NOT_PLAIN, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** DEL, C1 controls, the Unicode line and paragraph separators, the byte order mark, non-characters. */
const NOT_PLAIN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
