import { isUtf8 } from 'node:buffer';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import { scopedLabelsJson } from './enforce-push.ts';

const SPACE = '[ \\t\\n\\r]*';
/** Escapes are counted, so that no line makes the pattern remember more of them than it can. */
const TEXT =
  '"[^"\\\\\\x00-\\x1f]*(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\\\\x00-\\x1f]*){0,2000}"';

const HEAD = sticky(`${SPACE}\\{${SPACE}"streams"${SPACE}:${SPACE}\\[`);
const STREAM = sticky(`${SPACE}\\{${SPACE}"stream"${SPACE}:${SPACE}`);
const PAIR = `${SPACE}${TEXT}${SPACE}:${SPACE}${TEXT}${SPACE}`;
const LABELS = sticky(`\\{${PAIR}(?:,${PAIR}){0,64}\\}`);
const VALUES = sticky(`${SPACE},${SPACE}"values"${SPACE}:${SPACE}\\[`);
const ENTRY = sticky(`${SPACE}\\[${SPACE}"\\d{1,19}"${SPACE},${SPACE}${TEXT}${SPACE}\\]${SPACE}`);
const STREAM_END = sticky(`\\]${SPACE}\\}${SPACE}`);
const TAIL = sticky(`\\]${SPACE}\\}${SPACE}$`);

/**
 * A push in JSON whose every stream lies in the scope, with the lines as they came: only labels are
 * read and written anew. Null for what is written in any other way than agents write it (structured
 * metadata, members in another order, twice or unknown, what is not JSON): `enforceJsonPush` judges
 * that.
 * @throws AppError `invalid` for labels outside the scope
 */
export function spliceJsonPush(push: Buffer, matchers: readonly EnforcedMatcher[]): Buffer | null {
  if (!isUtf8(push)) return null;
  // A character for each byte: positions are the same, and everything that is looked for is ASCII.
  const scan = new Scan(push.toString('latin1'));
  const spans = spansOfLabels(scan);
  if (spans === null) return null;
  const out: Buffer[] = [];
  let copied = 0;
  for (const [from, to] of spans) {
    const labels: unknown = JSON.parse(push.toString('utf8', from, to));
    out.push(push.subarray(copied, from), Buffer.from(scopedLabelsJson(labels, matchers)));
    copied = to;
  }
  out.push(push.subarray(copied));
  return Buffer.concat(out);
}

/** Where the labels of each stream stand; null unless all of the push is written as expected. */
function spansOfLabels(scan: Scan): readonly (readonly [from: number, to: number])[] | null {
  const spans: (readonly [number, number])[] = [];
  if (!scan.pass(HEAD)) return null;
  do {
    if (!scan.pass(STREAM)) return null;
    const from = scan.at;
    if (!scan.pass(LABELS)) return null;
    spans.push([from, scan.at]);
    if (!passEntries(scan)) return null;
  } while (scan.skip(COMMA));
  return scan.pass(TAIL) ? spans : null;
}

/** Of one stream, to its end; at least one. */
function passEntries(scan: Scan): boolean {
  if (!scan.pass(VALUES)) return false;
  do {
    if (!scan.pass(ENTRY)) return false;
  } while (scan.skip(COMMA));
  return scan.pass(STREAM_END);
}

const COMMA = 44;

/** A place in a text that moves on over what is expected there. */
class Scan {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pass(expected: RegExp): boolean {
    expected.lastIndex = this.at;
    if (!expected.test(this.#text)) return false;
    this.at = expected.lastIndex;
    return true;
  }

  skip(code: number): boolean {
    if (this.#text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }
}

function sticky(pattern: string): RegExp {
  return new RegExp(pattern, 'y');
}
