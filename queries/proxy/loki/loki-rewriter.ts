import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { parseLogql, parseLogqlSelector } from '../../logql/parse.ts';
import { isLogQuery, streamSelectorsOf } from '../../logql/selectors-of.ts';
import type { RegexJudge } from '../../regex/regex-judge.ts';
import type { EnforceResult, RefusalReason } from '../../scope/enforce.ts';
import {
  enforceLogql,
  enforceLogqlSelector,
  synthesiseLogqlSelector,
} from '../../scope/enforce-logql.ts';
import type { BackendPart } from '../backend-plan.ts';
import { RememberedTexts } from '../remembered-texts.ts';
import type { LokiQuestionText } from './read-loki-parameters.ts';

/** What is known of a question's query without a backend. */
export interface QueryFacts {
  readonly isLog: boolean;
  /** Reads no stream at all, e.g. `vector(1)+vector(1)`. */
  readonly readsNothing: boolean;
}

const NOT_INSTANT =
  'log queries are not supported as an instant query type, please change your query to a range query type';

/**
 * Parses a question's text and checks that it fits its route. Throws `AppError` `bad_query` with
 * Loki's words. Questions that are selectors read what their range says.
 */
export function queryFacts(question: LokiQuestionText, regexes: RegexJudge): QueryFacts {
  if (question.kind !== 'query' && question.kind !== 'streams') {
    return { isLog: true, readsNothing: false };
  }
  if (question.text.trim() === '') {
    throw new AppError('bad_query', 'parse error : syntax error: unexpected $end');
  }
  if (question.kind === 'streams' && isBare(question.text, regexes)) {
    return { isLog: true, readsNothing: false };
  }
  const parsed = parseLogql(question.text, { regexes });
  if (parsed.kind === 'error') throw new AppError('bad_query', parsed.error.text);
  const isLog = isLogQuery(parsed.expr);
  const mode = question.kind === 'streams' ? 'log' : question.mode;
  if (mode === 'metric' && isLog) throw new AppError('bad_query', NOT_INSTANT);
  if (mode === 'log' && !isLog) {
    throw new AppError('bad_query', 'this takes a log query, not one that gives samples');
  }
  const readsNothing = streamSelectorsOf(parsed.expr).length === 0;
  return { isLog, readsNothing };
}

/** Rewrites questions for backends, remembering the last ones. */
export class LokiRewriter {
  readonly #remembered: RememberedTexts;

  /** @param maxEntries rewritten queries kept per scope and backend */
  constructor(maxEntries: number) {
    this.#remembered = new RememberedTexts(maxEntries);
  }

  /**
   * The parameters of a question that go to one backend, enforced.
   * @throws AppError `bad_query`, `unprocessable`, or `internal` when the check finds a defect of ours
   */
  rewrite(
    question: LokiQuestionText,
    part: BackendPart,
    regexes: RegexJudge,
  ): readonly (readonly [string, string])[] {
    switch (question.kind) {
      case 'none':
        return [];
      case 'query':
        return [['query', this.#query(question.text, part, regexes)]];
      case 'streams': {
        const { text } = question;
        const scoped = isBare(text, regexes)
          ? rewriteSelector(text, 'query', part, regexes)
          : this.#query(text, part, regexes);
        return [['query', scoped]];
      }
      case 'selectors':
        return rewriteSelectors(question, part, regexes);
      default:
        return assertNever(question);
    }
  }

  #query(text: string, part: BackendPart, regexes: RegexJudge): string {
    if (part.matchers.length === 0) return checkedQuery(text, regexes);
    const remembered = this.#remembered.get(part, text);
    if (remembered !== undefined) return remembered;
    const scoped = accepted(enforceLogql(text, part.matchers, { regexes }), 'query');
    this.#remembered.keep(part, text, scoped);
    return scoped;
  }
}

function rewriteSelectors(
  { parameter, texts }: Extract<LokiQuestionText, { kind: 'selectors' }>,
  part: BackendPart,
  regexes: RegexJudge,
): readonly (readonly [string, string])[] {
  if (texts.length > 0) {
    return texts.map((text) => [parameter, rewriteSelector(text, parameter, part, regexes)]);
  }
  if (part.matchers.length === 0) return [];
  return [[parameter, accepted(synthesiseLogqlSelector(part.matchers), parameter)]];
}

function rewriteSelector(
  text: string,
  parameter: string,
  part: BackendPart,
  regexes: RegexJudge,
): string {
  if (part.matchers.length > 0) {
    return accepted(enforceLogqlSelector(text, part.matchers, { regexes }), parameter);
  }
  const parsed = parseLogqlSelector(text, { regexes, allowBare: true });
  if (parsed.kind === 'ok') return text;
  throw new AppError('bad_query', parsed.error.text);
}

/** Is the text one selector, alone? `{}` too. */
function isBare(text: string, regexes: RegexJudge): boolean {
  return parseLogqlSelector(text, { regexes, allowBare: true }).kind === 'ok';
}

/** Where there is nothing to enforce the text must still parse. */
function checkedQuery(text: string, regexes: RegexJudge): string {
  const parsed = parseLogql(text, { regexes });
  if (parsed.kind === 'ok') return text;
  throw new AppError('bad_query', parsed.error.text);
}

function accepted(result: EnforceResult, parameter: string): string {
  if (result.kind === 'ok') return result.text;
  throw refusal(result.reason, result.message, parameter);
}

function refusal(reason: RefusalReason, message: string, parameter: string): AppError {
  if (reason === 'parse') return new AppError('bad_query', message);
  const named = `parameter ${JSON.stringify(parameter)}: ${message}`;
  return new AppError(reason === 'unsafe_result' ? 'internal' : 'unprocessable', named);
}
