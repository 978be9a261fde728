/**
 * The form in which a base URL is kept: without final slashes.
 * @returns undefined unless it is http or https without credentials, query and fragment.
 */
export function normalizeBaseUrl(text: string): string | undefined {
  if (text.length > 2048 || !URL.canParse(text) || /[?#\s\\]/.test(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
