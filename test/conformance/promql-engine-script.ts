import { unquoteGo } from '../../queries/promql/go-unquote.ts';
import { parseExpect, type ScriptExpectation } from './promql-engine-expect.ts';
import {
  parsePoints,
  parseSeriesText,
  readScalar,
  type SequencePoint,
  type SeriesText,
} from './promql-engine-series-text.ts';
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
  readonly series: readonly SeriesText[];
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
  readonly series: readonly SeriesText[];
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

/** Reads a script of the promqltest grammar up to Prometheus 3.x. Never throws. */
export function parseScript(text: string): readonly ScriptCommand[] {
  const lines = text.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
  const commands: ScriptCommand[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const block: string[] = [];
    const start = at;
    try {
      if (/^clear\b/.test(line)) commands.push({ kind: 'clear', line: at + 1 });
      else {
        while ((lines[at + 1] ?? '') !== '') block.push(lines[++at] ?? '');
        commands.push(parseBlock(line, start + 1, block));
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      commands.push({ kind: 'fault', line: start + 1, text: line, message });
    }
  }
  return commands;
}

function parseBlock(head: string, line: number, block: readonly string[]): ScriptCommand {
  if (head.startsWith('load')) return parseLoad(head, line, block);
  if (head.startsWith('eval')) return parseEval(head, line, block);
  throw new Error(`not a command: ${head}`);
}

function parseLoad(head: string, line: number, block: readonly string[]): ScriptLoad {
  const [, native, step = ''] = LOAD.exec(head) ?? [];
  const series = new Map<string, SeriesText>();
  for (const text of block) {
    const one = parseSeriesText(text);
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
  const series: SeriesText[] = [];
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
      else if (line.startsWith('{{')) series.push({ labels: new Map(), points: parsePoints(line) });
      else series.push(parseSeriesText(line));
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
