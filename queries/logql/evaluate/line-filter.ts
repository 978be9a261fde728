import { assertNever } from '../../../platform/model/assert-never.ts';
import { QueryFailure } from '../../source/query-failure.ts';
import type { LineAlternative, LineFilter, LineFilterOp } from '../ast.ts';
import { readIpPattern } from '../ip-pattern.ts';
import { readPattern } from '../line-pattern.ts';
import { holdsAddress } from './ip-search.ts';
import { matchesLinePattern } from './pattern-stages.ts';
import type { CompiledStage } from './stage.ts';
import { compileSearches, literalPattern, type TextPattern } from './text-pattern.ts';

/** A filter of lines, ready to run on strings (`keeps`) or on whole blocks (`alternatives`). */
export interface LineTest {
  readonly isNegative: boolean;
  /** One that matches is enough; for a negative filter, to drop the line. */
  readonly alternatives: readonly TextPattern[];
  keeps(line: string): boolean;
}

export function compileLineFilter({ op, alternatives }: LineFilter): LineTest {
  const isNegative = op.startsWith('!');
  const patterns = alternatives.flatMap((alternative) => compileAlternative(op, alternative));
  const [only] = patterns;
  if (patterns.length === 1 && only !== undefined) {
    return { isNegative, alternatives: patterns, keeps: (line) => only.test(line) !== isNegative };
  }
  const keeps = (line: string): boolean =>
    patterns.some((pattern) => pattern.test(line)) !== isNegative;
  return { isNegative, alternatives: patterns, keeps };
}

export function lineFilterStage(filter: LineFilter): CompiledStage {
  const test = compileLineFilter(filter);
  return { apply: ({ line }) => test.keeps(line) };
}

function compileAlternative(
  op: LineFilterOp,
  { kind, value }: LineAlternative,
): readonly TextPattern[] {
  if (kind === 'ip') return [addressPattern(value)];
  switch (op) {
    case '|=':
    case '!=':
      return [literalPattern(value)];
    case '|~':
    case '!~':
      return compileSearches(value);
    case '|>':
    case '!>':
      return [linePattern(value)];
    default:
      return assertNever(op);
  }
}

function addressPattern(text: string): TextPattern {
  const range = readIpPattern(text);
  if (range === null) throw new QueryFailure('bad_data', 'ip: invalid pattern');
  return { test: (line) => holdsAddress(line, range), needed: null, isExact: false };
}

function linePattern(text: string): TextPattern {
  const parts = readPattern(text);
  const [longest = ''] = parts
    .flatMap((part) => (part.kind === 'literal' ? [part.text] : []))
    .sort((a, b) => b.length - a.length);
  return {
    test: (line) => matchesLinePattern(parts, line),
    needed: longest === '' ? null : { text: longest, ignoreCase: false },
    isExact: false,
  };
}
