const MOST_URL = 2_000;

/**
 * An address that may be followed, or null: http, https, mailto, and paths of this site. `javascript:`,
 * `data:` and every other scheme are refused, however they are spelt: browsers leave out control
 * characters, so they are not allowed at all.
 */
export function safeUrl(text: string): string | null {
  const url = text.trim();
  if (url === '' || url.length > MOST_URL) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f\\<>"`]/.test(url)) return null;
  if (/^(?:https?:\/\/[^/]|mailto:)/i.test(url)) return url;
  if (/^[^/?#]*:/.test(url) || url.startsWith('//')) return null;
  return url;
}
