/*
 * Scripts of LogQL. `#` begins a comment outside of quotes. Times are Go durations from the epoch of
 * the script. A command stands at the beginning of a line, what belongs to it is indented.
 *
 *   clear                                       forgets all lines (`flush` does nothing)
 *   load
 *     {app="a"} "line {{.i}}" @ 10s [repeat every 10s for 6] [metadata k="v" k2="v2"]
 *   eval instant at 60s <query>
 *   eval range from 0 to 60s step 30s <query>
 *   eval logs from 0 to 60s [forward|backward] [limit n] [interval 5s] <query>
 *   eval select from 0 to 60s forward|backward <query>
 *
 * Expected are `{app="a"} 1` (a series), `{app="a"} _ 1 2+1x3` (its points), a bare number, lines
 * `{app="a"} "line" @ 10s`, or one of `expect empty`, `expect fail [msg: text | regex: pattern]`; and
 * `expect ordered` before series whose order counts. A label with an empty value must be there. Lines of
 * `eval logs` are compared in order, with all labels together; those of `eval select` by stream, with
 * `[metadata k="v"] [parsed k="v"]` behind the time. `skip values-comparison …` and `expect
 * values-toleration …` are read over. In lines, and only there, backslashes mean themselves.
 */
import { RE2JS } from 're2js';
import type { MemoryEntry } from './logql-engine-memory.ts';
import {
  type Pairs,
  readLabels,
  readNs,
  readPairs,
  readPoints,
  readRawString,
  readValue,
  skipSpace,
  withoutComment,
} from './logql-script-text.ts';

/** What a script asks for, in order. Instants are nanoseconds from its epoch. */
export type ScriptCommand =
  | { readonly kind: 'clear'; readonly line: number }
  | { readonly kind: 'load'; readonly line: number; readonly entries: readonly MemoryEntry[] }
  /** A command that cannot be read; the others of its script still can. */
  | {
      readonly kind: 'fault';
      readonly line: number;
      readonly text: string;
      readonly message: string;
    }
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
      /** Of the lines of a stream only one per interval; 0: all. */
      readonly intervalNs: bigint;
      /** Whether labels are told apart by category and streams compared as a set. */
      readonly isCategorised: boolean;
      readonly query: string;
    };

export type ExpectedLine =
  | { readonly kind: 'empty' }
  /** Values are not to be compared elsewhere: that says nothing here. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'fail'; readonly message: string | null; readonly regex: RE2JS | null }
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

interface Block {
  readonly line: number;
  readonly head: string;
  readonly body: readonly string[];
}

/** Reads a script. Never throws. */
export function readScript(text: string): readonly ScriptCommand[] {
  return blocksOf(text).flatMap((block) => {
    try {
      return readBlock(block);
    } catch (error) {
      const { line, head } = block;
      const message = error instanceof Error ? error.message : String(error);
      return [{ kind: 'fault', line, text: head, message }];
    }
  });
}

/** What begins at the start of a line, with the indented lines below it. */
function blocksOf(text: string): readonly Block[] {
  const blocks: { line: number; head: string; body: string[] }[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const isIndented = /^\s/.test(raw);
    const content = withoutComment(raw, isIndented).trim();
    if (content === '') continue;
    const current = blocks.at(-1);
    if (isIndented && current !== undefined) current.body.push(content);
    else blocks.push({ line: i + 1, head: content, body: [] });
  }
  return blocks;
}

function readBlock({ line, head, body }: Block): readonly ScriptCommand[] {
  const isAlone = head === 'clear' || head === 'flush';
  if (isAlone && body[0] !== undefined) throw new Error(`${head} takes no lines: ${body[0]}`);
  if (head === 'clear') return [{ kind: 'clear', line }];
  if (head === 'flush') return [];
  if (head === 'load') return [{ kind: 'load', line, entries: body.flatMap(readLoadLine) }];
  if (!/^eval\s/.test(head)) throw new Error(`unknown command: ${head}`);
  const expected = body.flatMap(readExpectedLine);
  return [{ kind: 'eval', line, text: head, ask: readEval(head), expected }];
}

const TAIL =
  /^@\s*([^\s[]+)\s*(?:\[\s*repeat\s+every\s+(\S+)\s+for\s+([0-9]+)\s*\])?\s*(?:\[\s*metadata\s+(.*)\])?$/;
const MAX_REPEAT = 1_000_000;

function readLoadLine(text: string): readonly MemoryEntry[] {
  const [labels, afterLabels] = readLabels(text, 0);
  const [line, afterLine] = readRawString(text, skipSpace(text, afterLabels));
  const [, start = '', step, count, metadata] = TAIL.exec(text.slice(afterLine).trim()) ?? [];
  if (start === '') throw new Error(`no time in: ${text}`);
  const startNs = readNs(start);
  const stepNs = step === undefined ? 0n : readNs(step);
  const stream = new Map(labels);
  if (Number(count ?? 1) > MAX_REPEAT) throw new Error(`too many repetitions: ${text}`);
  return Array.from({ length: Number(count ?? 1) }, (_, i): MemoryEntry => {
    const pairs = metadata === undefined ? null : new Map(readPairs(metadata));
    const timeNs = startNs + BigInt(i) * stepNs;
    return { stream, timeNs, line: line.replaceAll('{{.i}}', `${i}`), metadata: pairs };
  });
}

const INSTANT = /^eval\s+instant\s+at\s+(\S+)\s+(.*)$/s;
const RANGE = /^eval\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.*)$/s;
const LOGS =
  /^eval\s+logs\s+from\s+(\S+)\s+to\s+(\S+)(?:\s+(forward|backward))?(?:\s+limit\s+([0-9]+))?(?:\s+interval\s+(\S+))?\s+(.*)$/s;
const SELECT = /^eval\s+select\s+from\s+(\S+)\s+to\s+(\S+)\s+(forward|backward)\s+(.*)$/s;

function readEval(head: string): ScriptAsk {
  const instant = INSTANT.exec(head);
  if (instant)
    return { kind: 'instant', timeNs: readNs(instant[1] ?? ''), query: instant[2] ?? '' };
  const range = RANGE.exec(head);
  if (range) {
    const [, from = '', to = '', step = '', query = ''] = range;
    return { kind: 'range', fromNs: readNs(from), toNs: readNs(to), stepNs: readNs(step), query };
  }
  const logs = LOGS.exec(head);
  const [, from, to = '', direction, limit, interval, query = ''] =
    logs ?? SELECT.exec(head)?.toSpliced(4, 0, '', '') ?? [];
  if (from === undefined) throw new Error(`unknown evaluation: ${head}`);
  return {
    kind: 'logs',
    fromNs: readNs(from),
    toNs: readNs(to),
    direction: direction === 'forward' ? 'forward' : 'backward',
    limit: limit ? Number(limit) : 5_000,
    intervalNs: interval ? readNs(interval) : 0n,
    isCategorised: logs === null,
    query,
  };
}

function readExpectedLine(text: string): readonly ExpectedLine[] {
  if (/^skip values-comparison\b/.test(text)) return [{ kind: 'skipped' }];
  if (/^expect values-toleration\b/.test(text)) return [];
  if (/^expect\s+empty$/.test(text)) return [{ kind: 'empty' }];
  if (/^expect\s+ordered$/.test(text)) return [{ kind: 'ordered' }];
  const fail = /^expect\s+fail(?:\s+(msg|regex):\s*(.*))?$/.exec(text);
  if (fail) {
    const [, kind, what = ''] = fail;
    return [
      {
        kind: 'fail',
        message: kind === 'msg' ? what : null,
        regex: kind === 'regex' ? RE2JS.compile(what) : null,
      },
    ];
  }
  if (/^(?:expect|skip)\s/.test(text)) throw new Error(`unknown expectation: ${text}`);
  if (!text.startsWith('{')) return [{ kind: 'number', value: readValue(text) }];
  const [labels, end] = readLabels(text, 0);
  const rest = text.slice(end).trim();
  if (rest === '') throw new Error(`neither values nor a line: ${text}`);
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
