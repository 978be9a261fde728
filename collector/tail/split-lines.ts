/**
 * Where in a line a piece of a file begins.
 * - `start`: at the start of a line.
 * - `rest`: behind what was sent of an unfinished line, because it was held long enough.
 * - `skip`: in what is left of a line that was too long.
 */
export type LineMode = 'start' | 'rest' | 'skip';

export interface SplitLines {
  readonly lines: readonly string[];
  /** Bytes that the lines take, with their ends. */
  readonly consumed: number;
  /** How the bytes behind them begin. */
  readonly mode: LineMode;
}

export interface SplitOptions {
  readonly mode: LineMode;
  /** What stands behind the last line end is a line as well. */
  readonly isFinal: boolean;
  /** Longer lines are cut, in bytes of UTF-8 with the mark. */
  readonly maxLineBytes: number;
}

/** Ends a line that was cut. */
export const CUT_MARK = ' … (cut)';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits a piece of a file into lines: at `\n`, without a `\r` before it. The same bytes with the same
 * mode always give the same lines. A character that is not whole yet is left for later.
 */
export function splitLines(bytes: Buffer, options: SplitOptions): SplitLines {
  const lines: string[] = [];
  let at = 0;
  let { mode } = options;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, at)) {
    const lineEnd = end > at && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const isNothing = mode === 'skip' || (mode === 'rest' && lineEnd === at);
    if (!isNothing) lines.push(lineOf(bytes.subarray(at, lineEnd), options.maxLineBytes));
    mode = 'start';
    at = end + 1;
  }
  const rest = bytes.subarray(at);
  if (mode === 'skip') return { lines, consumed: bytes.length, mode };
  if (rest.length > options.maxLineBytes) {
    lines.push(lineOf(rest, options.maxLineBytes));
    return { lines, consumed: bytes.length, mode: 'skip' };
  }
  const whole = options.isFinal ? wholeLength(rest, rest.length) : 0;
  if (whole === 0) return { lines, consumed: at, mode };
  lines.push(rest.toString('utf8', 0, whole));
  return { lines, consumed: at + whole, mode: 'rest' };
}

function lineOf(bytes: Buffer, maxLineBytes: number): string {
  if (bytes.length <= maxLineBytes) return bytes.toString('utf8');
  const room = Math.max(0, maxLineBytes - Buffer.byteLength(CUT_MARK));
  return `${bytes.toString('utf8', 0, wholeLength(bytes, room))}${CUT_MARK}`;
}

/** The longest length up to `length` that does not end within a character of UTF-8. */
function wholeLength(bytes: Buffer, length: number): number {
  let first = length - 1;
  while (first > length - 4 && first > 0 && ((bytes[first] ?? 0) & 0xc0) === 0x80) first -= 1;
  const lead = bytes[first] ?? 0;
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return first + needed > length && needed > 1 ? Math.max(0, first) : length;
}
