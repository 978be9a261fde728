import { assertNever } from '../../platform/model/assert-never.ts';
import type { RegexJudge } from '../regex/regex-judge.ts';
import type { LabelFilter, LabelFormat, LineFilter, Stage } from './ast.ts';
import { readIpPattern } from './ip-pattern.ts';
import { linePatternProblem } from './line-pattern.ts';
import { printStage } from './print-stage.ts';

/**
 * Why Loki could not build a stage, in its words: `stage '|~ "("' : error parsing regexp: …`.
 * Templates are not judged here.
 */
export function stageProblem(stage: Stage, regexes: RegexJudge): string | null {
  const problem = problemOf(stage, regexes);
  return problem === null ? null : `stage '${printStage(stage)}' : ${problem}`;
}

function problemOf(stage: Stage, regexes: RegexJudge): string | null {
  switch (stage.kind) {
    case 'line_filter':
      return lineFilterProblem(stage, regexes);
    case 'label_filter':
      return labelFilterProblem(stage.filter);
    case 'label_format':
      return labelFormatProblem(stage);
    default:
      return null;
  }
}

const INVALID_IP = 'ip: invalid pattern';

function lineFilterProblem({ op, alternatives }: LineFilter, regexes: RegexJudge): string | null {
  for (const { kind, value } of alternatives) {
    let problem: string | null = null;
    if (kind === 'ip') {
      if (op !== '|=' && op !== '!=') problem = 'ip: invalid operation';
      else if (readIpPattern(value) === null) problem = INVALID_IP;
    } else if (op === '|~' || op === '!~') problem = regexes.problem(value);
    else if (op === '|>' || op === '!>') problem = linePatternProblem(value);
    if (problem !== null) return problem;
  }
  return null;
}

function labelFilterProblem(filter: LabelFilter): string | null {
  switch (filter.kind) {
    case 'ip':
      return readIpPattern(filter.pattern) === null ? INVALID_IP : null;
    case 'and':
    case 'or':
      return labelFilterProblem(filter.left) ?? labelFilterProblem(filter.right);
    case 'string':
    case 'number':
    case 'duration':
    case 'bytes':
      return null;
    default:
      return assertNever(filter);
  }
}

function labelFormatProblem({ formats }: LabelFormat): string | null {
  const seen = new Set<string>();
  for (const { name } of formats) {
    if (name === '__error__') return `${name} cannot be formatted`;
    if (seen.has(name)) {
      return `multiple label name '${name}' not allowed in a single format operation`;
    }
    seen.add(name);
  }
  return null;
}
