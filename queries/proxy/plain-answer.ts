/** How Prometheus, Thanos and Mimir begin the answer to a query. */
const HEAD = '{"status":"success","data":{"resultType":"';
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** What follows a series' labels; no member of the envelope begins so. */
const SAMPLES = ['"value', '"histogram'];

/**
 * True when a whole answer to a query holds `status` and `data` and nothing beside them, so that it
 * may be passed on as it came. Cheap (it looks only at closing braces) and one-sided: every byte
 * behind `data` makes it false, but so do answers that only look unusual, and those are for
 * `EnvelopeScanner`.
 *
 * Why this is enough: `data` is an object, so it ends with a brace. Were there another member of the
 * envelope behind it, that brace would be followed by `,` and the member's name, or by white space.
 * But every brace before the last two is seen here to be followed by something that occurs only
 * inside of `data`.
 * @param text of well-formed JSON, one character per byte (latin1)
 */
export function isPlainAnswer(text: string): boolean {
  if (!text.startsWith(HEAD)) return false;
  const last = text.endsWith('\n') ? text.length - 2 : text.length - 1;
  const end = last - 1;
  if (text.charCodeAt(last) !== CLOSE_BRACE || text.charCodeAt(end) !== CLOSE_BRACE) return false;
  for (let at = text.indexOf('}', HEAD.length); at < end; at = text.indexOf('}', at + 1)) {
    if (!isInsideData(text, at + 1)) return false;
  }
  return true;
}

function isInsideData(text: string, after: number): boolean {
  const next = text.charCodeAt(after);
  if (next === CLOSE_BRACE || next === CLOSE_BRACKET) return true;
  if (next !== COMMA) return false;
  if (text.charCodeAt(after + 1) === OPEN_BRACE) return true;
  return SAMPLES.some((name) => text.startsWith(name, after + 1));
}
