import { Tok } from '../../../../queries/logql/tokens.ts';
import type { LogqlToken } from './logql-tokens.ts';
import { beginPipeline, type Pipeline, stepPipeline } from './pipeline-scan.ts';

/** What is open at the end of a beginning of a query. */
export type Frame = ExpressionFrame | SelectorFrame | NamesFrame;

/** The whole query, or what stands in the parentheses of a call. */
export interface ExpressionFrame {
  readonly kind: 'expression';
  /** In lower case; '' for the whole and for mere parentheses. */
  readonly call: string;
  phase: 'operand' | 'called' | 'grouping' | 'pipeline' | 'complete';
  /** The function that was named last, while `called` and behind its parentheses. */
  callee: string;
  /** What `grouping` returns to. */
  afterGrouping: 'called' | 'complete' | 'operand';
  /** Whether a binary operator stands before this operand. */
  isRightSide: boolean;
  pipeline: Pipeline;
}

/** Between the braces. */
export interface SelectorFrame {
  readonly kind: 'selector';
  phase: 'name' | 'op' | 'value' | 'next';
  name: string;
  op: string;
  nameStart: number;
  /** Matchers that are complete, as they are written. */
  readonly matchers: { readonly name: string; readonly text: string }[];
}

/** The list behind `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
interface NamesFrame {
  readonly kind: 'names';
  readonly taken: string[];
}

/** Runs over a beginning of a query. @returns the frames that are open at its end, innermost last */
export function scanLogql(text: string, tokens: readonly LogqlToken[]): readonly Frame[] {
  const frames: Frame[] = [expressionFrame('')];
  for (const token of tokens) {
    const frame = frames.at(-1);
    if (frame === undefined) break;
    const next = step(frame, token, text.slice(token.start, token.end));
    if (next === 'close' && frames.length > 1) frames.pop();
    else if (typeof next === 'object') frames.push(next);
  }
  return frames;
}

type Next = Frame | 'close' | undefined;

function step(frame: Frame, token: LogqlToken, word: string): Next {
  switch (frame.kind) {
    case 'selector':
      return stepSelector(frame, token, word);
    case 'names':
      if (token.kind >= Tok.identifier) frame.taken.push(word);
      return token.kind === Tok.rightParen ? 'close' : undefined;
    default:
      return stepExpression(frame, token, word);
  }
}

function expressionFrame(call: string): ExpressionFrame {
  return {
    kind: 'expression',
    call,
    phase: 'operand',
    callee: '',
    afterGrouping: 'called',
    isRightSide: false,
    pipeline: beginPipeline(0),
  };
}

/** Is the word's token an operator that has a label's name on its left? */
export function isComparison(kind: number): boolean {
  return kind >= Tok.neq && kind <= Tok.lessEqual && kind !== Tok.notPattern;
}

function stepSelector(frame: SelectorFrame, { kind, start }: LogqlToken, word: string): Next {
  if (kind === Tok.rightBrace) return 'close';
  if (kind === Tok.comma) frame.phase = 'name';
  else if (frame.phase === 'name' && kind >= Tok.identifier) {
    frame.phase = 'op';
    frame.name = word;
    frame.nameStart = start;
  } else if (frame.phase === 'op' && isComparison(kind)) {
    frame.phase = 'value';
    frame.op = word;
  } else if (frame.phase === 'value' && kind === Tok.string) {
    frame.phase = 'next';
    frame.matchers.push({ name: frame.name, text: `${frame.name}${frame.op}${word}` });
  }
  return undefined;
}

function stepExpression(frame: ExpressionFrame, token: LogqlToken, word: string): Next {
  if (frame.phase === 'pipeline') {
    return stepPipeline(frame.pipeline, token, word) === 'close' ? 'close' : undefined;
  }
  if (token.kind === Tok.rightParen) return 'close';
  switch (frame.phase) {
    case 'operand':
      return stepOperand(frame, token, word);
    case 'grouping':
      if (token.kind !== Tok.leftParen) return undefined;
      frame.phase = frame.afterGrouping;
      return { kind: 'names', taken: [] };
    case 'called':
      if (isGroupingWord(token.kind)) group(frame, 'called');
      if (token.kind !== Tok.leftParen) return undefined;
      frame.phase = 'complete';
      return expressionFrame(frame.callee);
    default:
      stepComplete(frame, token.kind);
      return undefined;
  }
}

function stepOperand(frame: ExpressionFrame, token: LogqlToken, word: string): Next {
  const { kind, start } = token;
  if (kind === Tok.leftBrace) {
    frame.phase = 'pipeline';
    frame.pipeline = beginPipeline(start);
    return { kind: 'selector', phase: 'name', name: '', op: '', nameStart: start, matchers: [] };
  }
  if (kind === Tok.leftParen) {
    frame.phase = 'complete';
    frame.callee = '';
    return expressionFrame(frame.call);
  }
  if (kind >= Tok.on && kind <= Tok.groupRight) group(frame, 'operand');
  else if (kind >= Tok.identifier && kind !== Tok.bool) {
    frame.phase = 'called';
    frame.callee = word.toLowerCase();
  } else if (kind >= Tok.string && kind <= Tok.duration) frame.phase = 'complete';
  return undefined;
}

function stepComplete(frame: ExpressionFrame, kind: number): void {
  if (isGroupingWord(kind)) group(frame, 'complete');
  const isOperator = (kind >= Tok.add && kind <= Tok.pow) || isComparison(kind);
  const isSet = kind === Tok.or || kind === Tok.and || kind === Tok.unless;
  if (!isOperator && !isSet && kind !== Tok.comma) return;
  frame.phase = 'operand';
  frame.callee = '';
  frame.isRightSide = kind !== Tok.comma;
}

function isGroupingWord(kind: number): boolean {
  return kind === Tok.by || kind === Tok.without;
}

function group(frame: ExpressionFrame, after: ExpressionFrame['afterGrouping']): void {
  frame.phase = 'grouping';
  frame.afterGrouping = after;
}
