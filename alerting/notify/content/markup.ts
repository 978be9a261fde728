/** How a service writes text. Everything given to the functions but hostile text is escaped already. */
export interface Markup {
  /** Neutralises hostile text: no markup, no link of its making, no mention; one line. */
  readonly escape: (hostile: string) => string;
  readonly heading: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly link: (text: string, url: string) => string;
  /** Between two lines. */
  readonly newline: string;
  /** Of a whole text, in what the service counts. */
  readonly size: (text: string) => number;
}

/** Control characters, breaks of lines, and marks that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const UNPRINTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** What cannot be printed on one line becomes a blank. */
export function plainLine(text: string): string {
  return text.replaceAll(UNPRINTED, ' ');
}

/** `@all` and the like: an invisible joiner behind the sign keeps services from finding a name. */
export function withoutMentions(text: string): string {
  return text.replaceAll(/[@\uff20](?!\u2060)/g, (sign) => `${sign}\u2060`);
}

/** Replaces single characters. */
export function replacing(characters: Readonly<Record<string, string>>): (text: string) => string {
  const table = new Map(Object.entries(characters));
  return (text) => Array.from(text, (character) => table.get(character) ?? character).join('');
}

/** An address that can stand inside of any markup: what could end it is percent-encoded. */
export function linkAddress(url: string): string {
  return url.replaceAll(
    /[\s()<>"'|\\[\]`*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** At most so many UTF-16 units, no half characters. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
