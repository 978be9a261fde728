import type { Expr } from '../../../queries/promql/ast.ts';
import {
  type EvaluationOptions,
  evaluateInstant,
} from '../../../queries/promql/evaluate/evaluate.ts';
import type { QueryResult } from '../../../queries/promql/evaluate/query-result.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import { MAX_SCOPED_LENGTH } from '../../../queries/scope/enforce.ts';
import { QueryFailure } from '../../../queries/source/query-failure.ts';
import type { SeriesSource } from '../../../queries/source/series-source.ts';
import type { RuleAnswer } from '../../ruler/ask-query.ts';
import { type RuleElements, ruleElements } from '../../ruler/rule-elements.ts';
import { TestTurn } from './test-turn.ts';

/** How rules of evaluation differ from the defaults. */
export type TestEvaluation = Omit<EvaluationOptions, 'startMs' | 'endMs' | 'stepMs'>;

/** Asks the series of a test. */
export class TestQueries {
  readonly #source: SeriesSource;
  readonly #evaluation: TestEvaluation;
  /** Rules ask the same again and again. */
  readonly #parsed = new Map<string, Expr>();

  constructor(source: SeriesSource, evaluation: TestEvaluation) {
    this.#source = source;
    this.#evaluation = evaluation;
  }

  /** The elements of an expression's result at an instant; never rejects for what it says. */
  async elements(text: string, atMs: number): Promise<RuleElements> {
    const expr = this.#parse(text);
    if (typeof expr === 'string') return { kind: 'failed', message: expr };
    const options = { ...this.#evaluation, startMs: atMs, endMs: atMs, stepMs: 1 };
    try {
      const question = { expr, text };
      const result = await evaluateInstant(question, options, this.#source, new TestTurn());
      return ruleElements(answerOf(result));
    } catch (thrown) {
      if (thrown instanceof QueryFailure) return { kind: 'failed', message: thrown.message };
      throw thrown;
    }
  }

  #parse(text: string): Expr | string {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const parsed = parsePromql(text, { maxLength: MAX_SCOPED_LENGTH });
    if (parsed.kind === 'error') return parsed.error.text;
    this.#parsed.set(text, parsed.expr);
    return parsed.expr;
  }
}

function answerOf({ value, warnings }: QueryResult): RuleAnswer {
  const answered = { warnings, samplesRead: null };
  switch (value.kind) {
    case 'vector':
      return { kind: 'vector', ...answered, labels: value.series, values: value.values };
    case 'scalar':
      return { kind: 'scalar', ...answered, value: value.value };
    default:
      return { kind: 'other', ...answered, type: value.kind };
  }
}
