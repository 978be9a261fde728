import { Tok } from '../../../../queries/logql/tokens.ts';
import type { LogqlToken } from './logql-tokens.ts';

/** How far the stage that is being written has come, or `between` stages. */
export type StagePhase =
  | 'between'
  | 'pipe'
  | 'line_text'
  | 'line_done'
  | 'parser'
  | 'extraction'
  | 'free_text'
  | 'field'
  | 'field_op'
  | 'field_value'
  | 'field_done'
  | 'format_name'
  | 'format_value'
  | 'format_done'
  | 'list_name'
  | 'list_done'
  | 'list_value'
  | 'unwrap';

/** A log query, behind its selector. */
export interface Pipeline {
  /** Of the selector's opening brace. */
  readonly start: number;
  /** Where the stage begins that is being written; the query before it is complete. */
  stageStart: number;
  /** Of `| unwrap`, behind which nothing is a log query any more. */
  unwrapStart: number;
  phase: StagePhase;
  field: string;
  op: string;
  depth: number;
  /** Whether `[5m]` has been written. */
  hasRange: boolean;
  /** Names of the parsers so far. */
  readonly parsers: string[];
}

export function beginPipeline(start: number): Pipeline {
  return {
    start,
    stageStart: start,
    unwrapStart: Number.POSITIVE_INFINITY,
    phase: 'between',
    field: '',
    op: '',
    depth: 0,
    hasRange: false,
    parsers: [],
  };
}

/** One token further. @returns 'close' at the parenthesis that ends what the query stands in */
export function stepPipeline(
  pipeline: Pipeline,
  { kind, start }: LogqlToken,
  word: string,
): 'close' | undefined {
  const isLineFilter =
    (kind >= Tok.pipeExact && kind <= Tok.pipePattern) ||
    (kind >= Tok.neq && kind <= Tok.notPattern && !AWAITS_OP.has(pipeline.phase));
  if (kind === Tok.pipe || isLineFilter) {
    pipeline.stageStart = start;
    pipeline.phase = isLineFilter ? 'line_text' : 'pipe';
  } else if (kind === Tok.range) {
    pipeline.hasRange = true;
    pipeline.phase = 'between';
  } else if (kind === Tok.leftParen) {
    pipeline.depth++;
    if (pipeline.phase === 'pipe' || pipeline.phase === 'field_done') pipeline.phase = 'field';
  } else if (kind === Tok.rightParen) {
    if (pipeline.depth === 0) return 'close';
    pipeline.depth--;
  } else if (pipeline.phase === 'pipe') beginStage(pipeline, kind, word);
  else pipeline.phase = nextPhase(pipeline, kind, word);
  return undefined;
}

/** Where `!=` belongs to a label's name and is no line filter. */
const AWAITS_OP: ReadonlySet<StagePhase> = new Set(['field_op', 'list_done']);

const FIRST_PHASES: ReadonlyMap<number, StagePhase> = new Map([
  [Tok.json, 'parser'],
  [Tok.logfmt, 'parser'],
  [Tok.unpack, 'between'],
  [Tok.pattern, 'free_text'],
  [Tok.regexp, 'free_text'],
  [Tok.lineFormat, 'free_text'],
  [Tok.labelFormat, 'format_name'],
  [Tok.decolorize, 'between'],
  [Tok.drop, 'list_name'],
  [Tok.keep, 'list_name'],
  [Tok.unwrap, 'unwrap'],
]);

const PARSERS: ReadonlySet<number> = new Set([
  Tok.json,
  Tok.logfmt,
  Tok.unpack,
  Tok.pattern,
  Tok.regexp,
]);

function beginStage(pipeline: Pipeline, kind: number, word: string): void {
  const first = FIRST_PHASES.get(kind);
  if (PARSERS.has(kind)) pipeline.parsers.push(word.toLowerCase());
  if (kind === Tok.unwrap) pipeline.unwrapStart = pipeline.stageStart;
  if (first === undefined && kind >= Tok.identifier) pipeline.field = word;
  pipeline.phase = first ?? (kind >= Tok.identifier ? 'field_op' : 'between');
}

function nextPhase(pipeline: Pipeline, kind: number, word: string): StagePhase {
  const isWord = kind >= Tok.identifier;
  const isOp = kind >= Tok.neq && kind <= Tok.lessEqual;
  const isValue = kind >= Tok.string && kind <= Tok.duration;
  switch (pipeline.phase) {
    case 'line_text':
      return kind === Tok.string ? 'line_done' : 'line_text';
    case 'line_done':
      return kind === Tok.or ? 'line_text' : 'line_done';
    case 'parser':
      return kind === Tok.equals ? 'extraction' : 'parser';
    case 'extraction':
      return 'parser';
    case 'free_text':
      return kind === Tok.string ? 'between' : 'free_text';
    case 'field':
    case 'field_done':
      return stepField(pipeline, kind, word);
    case 'field_op':
      if (isOp) pipeline.op = word;
      return isOp ? 'field_value' : 'field_op';
    case 'field_value':
      return isValue ? 'field_done' : 'field_value';
    case 'format_name':
      return kind === Tok.equals ? 'format_value' : 'format_name';
    case 'format_value':
      return isWord || isValue ? 'format_done' : 'format_value';
    case 'format_done':
      return kind === Tok.comma ? 'format_name' : 'format_done';
    case 'list_name':
      return isWord ? 'list_done' : 'list_name';
    case 'list_done':
      if (kind === Tok.comma) return 'list_name';
      return isOp ? 'list_value' : 'list_done';
    case 'list_value':
      return isValue ? 'list_done' : 'list_value';
    case 'unwrap':
      return isWord && kind !== Tok.conversion ? 'between' : 'unwrap';
    default:
      return pipeline.phase;
  }
}

/** A name begins a condition; `and`, `or` and a comma wait for the next one. */
function stepField(pipeline: Pipeline, kind: number, word: string): StagePhase {
  const isDone = pipeline.phase === 'field_done';
  if (isDone && (kind === Tok.and || kind === Tok.or || kind === Tok.comma)) return 'field';
  if (kind < Tok.identifier) return pipeline.phase;
  pipeline.field = word;
  return 'field_op';
}
