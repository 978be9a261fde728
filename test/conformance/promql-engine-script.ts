import { unquoteGo } from '../../queries/promql/go-unquote.ts';
import {
  parseSequence,
  parseSeriesNotation,
  type SequencePoint,
  type SeriesNotation,
} from '../../queries/promql/series-notation.ts';
import { parseExpect, type ScriptExpectation } from './promql-engine-expect.ts';
import { readScalar } from './promql-engine-series-text.ts';
import { readTime } from './promql-engine-time.ts';

/** One command of a promqltest script. Lines count from 1; instants are milliseconds since 1970. */
export type ScriptCommand = ScriptClear | ScriptLoad | ScriptEval | ScriptFault;

export interface ScriptClear {
  readonly kind: 'clear';
  readonly line: number;
}

/** A command that cannot be read; the others of its script still can. */
export interface ScriptFault {
  readonly kind: 'fault';
  readonly line: number;
  /** The command's first line. */
  readonly text: string;
  readonly message: string;
}

export interface ScriptLoad {
  readonly kind: 'load';
  readonly line: number;
  readonly stepMs: number;
  /** A series that is named twice is here once, as named last. */
  readonly series: readonly SeriesNotation[];
  /** Classic histograms become native ones as well. */
  readonly withNativeHistograms: boolean;
}

export interface ScriptEval {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant evaluation. */
  readonly stepMs: number;
  readonly isRange: boolean;
  readonly mode: 'plain' | 'fail' | 'warn' | 'info' | 'ordered';
  readonly expectations: readonly ScriptExpectation[];
  readonly series: readonly SeriesNotation[];
  readonly scalar: number | null;
  readonly text: string | null;
  /** An instant evaluation that gives a range vector, at these instants. */
  readonly rangeVector: ScriptSpan | null;
}

export interface ScriptSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+)\s+)?(.+)$/;
const RANGE =
  /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;
const LOAD = /^load(_with_nhcb)?\s+(\S+)$/;
const RANGE_VECTOR = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;

/** What no series can look like: the next command, even where no empty line ends the one before. */
const BEGINS =
  /^(?:load(?:_with_nhcb)?\s+\d+[a-z][a-z\d]*|eval(?:_[a-z]+)?\s+(?:instant|range)\s.*)$/;

/**
 * Reads a script of the promqltest grammar up to Prometheus 3.x. A command ends at an empty line or
 * where the next begins; lines that are comments are as if they were not there. Never throws.
 */
export function parseScript(text: string): readonly ScriptCommand[] {
  const commands: ScriptCommand[] = [];
  for (const { line, head, body } of blocksOf(text)) {
    try {
      commands.push(parseBlock(head, line, body));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      commands.push({ kind: 'fault', line, text: head, message });
    }
  }
  return commands;
}

interface ScriptBlock {
  readonly line: number;
  readonly head: string;
  readonly body: string[];
}

function blocksOf(text: string): readonly ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let current: ScriptBlock | null = null;
  for (const [i, raw] of text.split('\n').entries()) {
    const content = raw.trim();
    if (content.startsWith('#')) continue;
    if (content === '') current = null;
    else if (current === null || BEGINS.test(content) || /^clear\b/.test(raw)) {
      current = { line: i + 1, head: content, body: [] };
      blocks.push(current);
      if (/^clear\b/.test(content)) current = null;
    } else current.body.push(content);
  }
  return blocks;
}

function parseBlock(head: string, line: number, block: readonly string[]): ScriptCommand {
  if (/^clear$/i.test(head)) return { kind: 'clear', line };
  if (/^load(?:_with_nhcb)?\s/.test(head)) return parseLoad(head, line, block);
  if (/^eval(?:_[a-z]+)?\s/.test(head)) return parseEval(head, line, block);
  throw new Error(`not a command: ${head}`);
}

function parseLoad(head: string, line: number, block: readonly string[]): ScriptLoad {
  const [whole, native, step = ''] = LOAD.exec(head) ?? [];
  if (whole === undefined) throw new Error(`expected load <step>: ${head}`);
  const series = new Map<string, SeriesNotation>();
  for (const text of block) {
    const one = parseSeriesNotation(text);
    series.set(JSON.stringify([...one.labels]), one);
  }
  return {
    kind: 'load',
    line,
    stepMs: readTime(step),
    series: [...series.values()],
    withNativeHistograms: native !== undefined,
  };
}

function parseEval(head: string, line: number, block: readonly string[]): ScriptEval {
  const range = RANGE.exec(head);
  if (range !== null) {
    const [, mode, from = '', to = '', step = '', query = ''] = range;
    const span = { startMs: readTime(from), endMs: readTime(to), stepMs: readTime(step) };
    const common = { kind: 'eval', line, query, ...span, isRange: true } as const;
    return { ...common, mode: modeOf(mode), ...parseExpected(block) };
  }
  const instant = INSTANT.exec(head);
  if (instant === null) throw new Error(`neither an instant nor a range evaluation: ${head}`);
  const [, mode, at = '0', query = ''] = instant;
  const atMs = readTime(at);
  const common = { kind: 'eval', line, query, startMs: atMs, endMs: atMs, stepMs: 0 } as const;
  return { ...common, isRange: false, mode: modeOf(mode), ...parseExpected(block) };
}

function modeOf(word: string | undefined): ScriptEval['mode'] {
  switch (word) {
    case 'fail':
    case 'warn':
    case 'info':
    case 'ordered':
      return word;
    default:
      return 'plain';
  }
}

type Expected = Pick<ScriptEval, 'expectations' | 'series' | 'scalar' | 'text' | 'rangeVector'>;

function parseExpected(block: readonly string[]): Expected {
  const expectations: ScriptExpectation[] = [];
  const series: SeriesNotation[] = [];
  let scalar: number | null = null;
  let text: string | null = null;
  let rangeVector: ScriptSpan | null = null;
  for (const line of block) {
    const span = RANGE_VECTOR.exec(line);
    if (span !== null) {
      const [, from = '', to = '', step = ''] = span;
      rangeVector = { startMs: readTime(from), endMs: readTime(to), stepMs: readTime(step) };
    } else if (line.startsWith('expect string')) text = readQuoted(line.slice(13).trim());
    else if (/^expect(?:ed_fail_\w+)?\s/.test(line)) expectations.push(parseExpect(line));
    else {
      const number = readScalar(line);
      if (number !== null) scalar = number;
      else if (line.startsWith('{{'))
        series.push({ labels: new Map(), points: parseSequence(line) });
      else series.push(parseSeriesNotation(line));
    }
  }
  return { expectations, series, scalar, text, rangeVector };
}

function readQuoted(text: string): string {
  if (text.length < 2) throw new Error(`expected a quoted string: ${text}`);
  if (text.startsWith('`')) return text.slice(1, -1);
  return unquoteGo(text, 1, text.length - 1);
}

/** Whether any of the expected points is a native histogram. */
export function expectsHistogram({ series }: ScriptEval): boolean {
  const isHistogram = (point: SequencePoint): boolean => point === 'histogram';
  return series.some(({ points }) => points.some(isHistogram));
}
