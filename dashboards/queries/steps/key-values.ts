const BETWEEN: ReadonlySet<string> = new Set([...' \t\r\n\f\v,;&{}']);
const IS: ReadonlySet<string> = new Set(['=', ':']);
const QUOTES: ReadonlySet<string> = new Set(['"', "'"]);

/**
 * `a=1, "b"='x y'; c:3&d=4` as names and values. Quotes may stand around both, with `\\` before those that
 * belong to the text; a word without `=` or `:` is no name. Reads every character once.
 */
export function readKeyValues(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    while (BETWEEN.has(text[at] ?? '')) at += 1;
    const key = readPart(text, at, (char) => IS.has(char) || BETWEEN.has(char));
    at = key.end;
    if (!IS.has(text[at] ?? '')) continue;
    at += 1;
    const value = readPart(text, at, (char) => BETWEEN.has(char));
    at = value.end;
    if (key.text !== '') found.set(key.text, value.text);
  }
  return found;
}

interface Part {
  readonly text: string;
  /** Index after it. */
  readonly end: number;
}

function readPart(text: string, start: number, ends: (char: string) => boolean): Part {
  const quote = text[start] ?? '';
  if (QUOTES.has(quote)) return readQuoted(text, start + 1, quote);
  let end = start;
  while (end < text.length && !ends(text[end] ?? '')) end += 1;
  return { text: text.slice(start, end), end };
}

/** One that is never closed goes to the end. */
function readQuoted(text: string, start: number, quote: string): Part {
  const chars: string[] = [];
  let at = start;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\' && at + 1 < text.length) at += 1;
    chars.push(text[at] ?? '');
    at += 1;
  }
  return { text: chars.join(''), end: Math.min(text.length, at + 1) };
}
