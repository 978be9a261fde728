import { toBytes } from './utf8-text.ts';

// The escaping functions of Go's text/template. What they make is at most six times as long.

const HTML: ReadonlyMap<string, string> = new Map([
  ['\0', '\ufffd'],
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

const HTML_CHARS = /[\0"'&<>]/g;

export function escapeHtml(text: string): string {
  return text.replace(HTML_CHARS, (char) => HTML.get(char) ?? char);
}

const JS: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['<', '\\u003C'],
  ['>', '\\u003E'],
  ['&', '\\u0026'],
  ['=', '\\u003D'],
]);

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** For inside of a JavaScript literal. */
export function escapeJs(text: string): string {
  let out = '';
  for (const char of text) out += JS.get(char) ?? (PRINTABLE.test(char) ? char : codeOf(char));
  return out;
}

function codeOf(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const UNRESERVED = /^[A-Za-z0-9\-_.~]*$/;

/** Go's `url.QueryEscape`: a space is `+`, all but letters, digits and `-_.~` is `%XX`. */
export function escapeQuery(text: string): string {
  if (UNRESERVED.test(text)) return text;
  let out = '';
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    if (byte === 0x20) out += '+';
    else if (byte < 0x80 && UNRESERVED.test(char)) out += char;
    else out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
