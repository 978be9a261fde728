/*
 * Scripts of LogQL. `#` begins a comment outside of quotes. Times are Go durations from the epoch of
 * the script. A command stands at the beginning of a line, what belongs to it is indented.
 *
 *   clear                                       forgets all lines (`flush` does nothing)
 *   load
 *     {app="a"} "line {{.i}}" @ 10s [repeat every 10s for 6] [metadata k="v" k2="v2"]
 *   eval instant at 60s <query>
 *   eval range from 0 to 60s step 30s <query>
 *   eval logs from 0 to 60s [forward|backward] [limit n] <query>
 *   eval select from 0 to 60s forward|backward <query>
 *
 * Expected are `{app="a"} 1` (a series), `{app="a"} _ 1 2+1x3` (its points), a bare number, lines
 * `{app="a"} "line" @ 10s`, or one of `expect empty`, `expect fail [msg: text | regex: pattern]`; and
 * `expect ordered` before series whose order counts. A label with an empty value must be there. Lines of
 * `eval logs` are compared in order, with all labels together; those of `eval select` by stream, with
 * `[metadata k="v"] [parsed k="v"]` behind the time. `skip values-comparison …` and `expect
 * values-toleration …` are read over. In lines, and only there, backslashes mean themselves.
 */
import type { MemoryEntry } from './logql-engine-memory.ts';

/** What a script asks for, in order. Instants are nanoseconds from its epoch. */
export type ScriptCommand =
  | { readonly kind: 'clear' }
  | { readonly kind: 'load'; readonly entries: readonly MemoryEntry[] }
  | {
      readonly kind: 'eval';
      readonly line: number;
      readonly text: string;
      readonly ask: ScriptAsk;
      readonly expected: readonly ExpectedLine[];
    };

export type ScriptAsk =
  | { readonly kind: 'instant'; readonly timeNs: bigint; readonly query: string }
  | {
      readonly kind: 'range';
      readonly fromNs: bigint;
      readonly toNs: bigint;
      readonly stepNs: bigint;
      readonly query: string;
    }
  | {
      readonly kind: 'logs';
      readonly fromNs: bigint;
      readonly toNs: bigint;
      readonly direction: 'forward' | 'backward';
      readonly limit: number;
      /** Whether labels are told apart by category and streams compared as a set. */
      readonly isCategorised: boolean;
      readonly query: string;
    };

export type ExpectedLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'fail'; readonly message: string | null; readonly regex: string | null }
  | { readonly kind: 'ordered' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'series'; readonly labels: Pairs; readonly points: readonly (number | null)[] }
  | {
      readonly kind: 'line';
      readonly labels: Pairs;
      readonly line: string;
      readonly timeNs: bigint;
      readonly metadata: Pairs;
      readonly parsed: Pairs;
    };

export type Pairs = readonly (readonly [string, string])[];

interface Block {
  readonly line: number;
  readonly head: string;
  readonly body: readonly string[];
}

/** Reads a script. @throws Error with the line that it does not understand */
export function readScript(text: string): readonly ScriptCommand[] {
  return blocksOf(text).flatMap((block) => {
    try {
      return readBlock(block);
    } catch (error) {
      throw new Error(`line ${block.line}: ${error instanceof Error ? error.message : error}`);
    }
  });
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { line: number; head: string; body: string[] }[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const current = blocks.at(-1);
    const isIndented = /^\s/.test(raw);
    const content = withoutComment(raw, !(isIndented && current?.head === 'load')).trim();
    if (content === '') continue;
    if (!isIndented) blocks.push({ line: i + 1, head: content, body: [] });
    else if (current === undefined)
      throw new Error(`line ${i + 1}: an indented line needs a command`);
    else current.body.push(content);
  }
  return blocks;
}

/** @param escapes whether a backslash inside double quotes protects the next character */
function withoutComment(line: string, escapes: boolean): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"' && escapes) i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '#') return line.slice(0, i);
  }
  return line;
}

function readBlock({ line, head, body }: Block): readonly ScriptCommand[] {
  if (head === 'clear') return [{ kind: 'clear' }];
  if (head === 'flush') return [];
  if (head === 'load') return [{ kind: 'load', entries: body.flatMap(readLoadLine) }];
  if (!head.startsWith('eval ')) throw new Error(`unknown command: ${head}`);
  const expected = body.flatMap(readExpectedLine);
  return [{ kind: 'eval', line, text: head, ask: readEval(head), expected }];
}

const TAIL = /^@\s*(\S+)\s*(?:\[repeat every (\S+) for ([0-9]+)\])?\s*(?:\[metadata (.*)\])?$/;

function readLoadLine(text: string): readonly MemoryEntry[] {
  const [labels, afterLabels] = readLabels(text, 0);
  const [line, afterLine] = readRawString(text, skipSpace(text, afterLabels));
  const [, start = '', step, count, metadata] = TAIL.exec(text.slice(afterLine).trim()) ?? [];
  if (start === '') throw new Error(`no time in: ${text}`);
  const startNs = readNs(start);
  const stepNs = step === undefined ? 0n : readNs(step);
  const stream = new Map(labels);
  return Array.from({ length: Number(count ?? 1) }, (_, i): MemoryEntry => {
    const pairs = metadata === undefined ? null : new Map(readPairs(metadata));
    const timeNs = startNs + BigInt(i) * stepNs;
    return { stream, timeNs, line: line.replaceAll('{{.i}}', `${i}`), metadata: pairs };
  });
}

const INSTANT = /^eval instant at (\S+)\s+(.*)$/s;
const RANGE = /^eval range from (\S+) to (\S+) step (\S+)\s+(.*)$/s;
const LOGS =
  /^eval logs from (\S+) to (\S+)(?:\s+(forward|backward))?(?:\s+limit ([0-9]+))?\s+(.*)$/s;
const SELECT = /^eval select from (\S+) to (\S+)\s+(forward|backward)\s+(.*)$/s;

function readEval(head: string): ScriptAsk {
  const instant = INSTANT.exec(head);
  if (instant) return { kind: 'instant', timeNs: readNs(instant[1]), query: instant[2] ?? '' };
  const range = RANGE.exec(head);
  if (range) {
    const [, from, to, step, query = ''] = range;
    return { kind: 'range', fromNs: readNs(from), toNs: readNs(to), stepNs: readNs(step), query };
  }
  const logs = LOGS.exec(head);
  const [, from, to, direction, limit, query = ''] =
    logs ?? SELECT.exec(head)?.toSpliced(4, 0, '') ?? [];
  if (from === undefined) throw new Error(`unknown evaluation: ${head}`);
  return {
    kind: 'logs',
    fromNs: readNs(from),
    toNs: readNs(to),
    direction: direction === 'forward' ? 'forward' : 'backward',
    limit: limit ? Number(limit) : 5_000,
    isCategorised: logs === null,
    query,
  };
}

function readExpectedLine(text: string): readonly ExpectedLine[] {
  if (/^(?:skip values-comparison|expect values-toleration)\b/.test(text)) return [];
  if (text === 'expect empty') return [{ kind: 'empty' }];
  if (text === 'expect ordered') return [{ kind: 'ordered' }];
  const fail = /^expect fail(?:\s+(msg|regex):\s*(.*))?$/.exec(text);
  if (fail) {
    const [, kind, what = ''] = fail;
    return [
      {
        kind: 'fail',
        message: kind === 'msg' ? what : null,
        regex: kind === 'regex' ? what : null,
      },
    ];
  }
  if (!text.startsWith('{')) return [{ kind: 'number', value: readValue(text) }];
  const [labels, end] = readLabels(text, 0);
  const rest = text.slice(end).trim();
  if (rest.startsWith('"') || rest.startsWith('`')) return [readLogLine(labels, rest)];
  return [{ kind: 'series', labels, points: rest.split(/\s+/).flatMap(readPoints) }];
}

const CATEGORIES = /^@\s*(\S+)\s*(?:\[metadata (.*?)\])?\s*(?:\[parsed (.*)\])?$/;

function readLogLine(labels: Pairs, rest: string): ExpectedLine {
  const [line, end] = readRawString(rest, 0);
  const [, time, metadata = '', parsed = ''] = CATEGORIES.exec(rest.slice(end).trim()) ?? [];
  if (time === undefined) throw new Error(`no time in: ${rest}`);
  return {
    kind: 'line',
    labels,
    line,
    timeNs: readNs(time),
    metadata: readPairs(metadata),
    parsed: readPairs(parsed),
  };
}

const REPEATED = /^(.+?)(?:([+-])([0-9.]+(?:e[+-]?[0-9]+)?))?x([0-9]+)$/i;

function readPoints(text: string): readonly (number | null)[] {
  if (text === '_') return [null];
  const [, base, sign, step = '0', count] = REPEATED.exec(text) ?? [];
  if (base === undefined) return [readValue(text)];
  if (base === '_') return Array.from({ length: Number(count) }, () => null);
  const delta = Number(step) * (sign === '-' ? -1 : 1);
  return Array.from({ length: Number(count) + 1 }, (_, i) => readValue(base) + i * delta);
}

function readValue(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error(`no value: ${text}`);
  return value;
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const DURATION_PART = /([0-9]+)(?:\.([0-9]+))?(ns|us|µs|ms|s|m|h)/y;

/** A Go duration, exact to the nanosecond. */
function readNs(text = ''): bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  if (text === '0') return 0n;
  let total = 0n;
  DURATION_PART.lastIndex = sign < 0n ? 1 : 0;
  do {
    const [, whole = '', fraction = '', unit = ''] = DURATION_PART.exec(text) ?? [];
    const size = UNIT_NS[unit];
    if (size === undefined) throw new Error(`no duration: ${text}`);
    total +=
      BigInt(whole) * size + (BigInt(`0${fraction}`) * size) / 10n ** BigInt(fraction.length);
  } while (DURATION_PART.lastIndex < text.length);
  return sign * total;
}

/** The labels between braces, and where the text goes on. */
function readLabels(text: string, from: number): readonly [Pairs, number] {
  let at = skipSpace(text, from);
  if (text[at] !== '{') throw new Error(`no labels in: ${text}`);
  let quoted = false;
  for (const begin = ++at; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (char === '}' && !quoted) return [readPairs(text.slice(begin, at)), at + 1];
  }
  throw new Error(`labels do not end: ${text}`);
}

const PAIR = /\s*,?\s*(?:"([^"]*)"|([a-zA-Z_][\w.]*))\s*=\s*"((?:[^"\\]|\\.)*)"\s*/y;

function readPairs(text: string): Pairs {
  const pairs: [string, string][] = [];
  const trimmed = text.trim().replace(/,$/, '');
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < trimmed.length) {
    const [whole, quoted, name, value = ''] = PAIR.exec(trimmed) ?? [];
    if (whole === undefined) throw new Error(`no labels: ${text}`);
    pairs.push([quoted ?? name ?? '', unescapeValue(value)]);
  }
  return pairs;
}

function unescapeValue(text: string): string {
  const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\(.)/g, (_all, char: string) => plain[char] ?? char);
}

/** A line in quotes of either kind, none of which knows escapes. */
function readRawString(text: string, at: number): readonly [string, number] {
  const quote = text[at] ?? '';
  const end = quote === '"' || quote === '`' ? text.indexOf(quote, at + 1) : -1;
  if (end === -1) throw new Error(`no line in quotes: ${text}`);
  return [text.slice(at + 1, end), end + 1];
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (/\s/.test(text[i] ?? '')) i++;
  return i;
}
