const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/**
 * Text as it may stand in an SVG, between tags and in double quotes. What XML does not know (control
 * characters, halves of pairs, non-characters) becomes U+FFFD, for one of them would spoil the whole
 * picture; marks that turn the direction of writing go, since they could reach over other texts.
 */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\n\r\t]/g, ' ')
    .replaceAll(NOT_XML, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const NOT_XML = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g;

/** A length or place in pixels, with a tenth of one: short, and the same on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
