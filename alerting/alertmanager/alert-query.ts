import { RE2JS } from 're2js';
import { AppError } from '../../platform/errors/app-error.ts';
import { RegexJudge } from '../../queries/regex/regex-judge.ts';
import { parseMatcher } from '../silences/parse-matcher.ts';
import { type CompiledMatcher, compileMatcher, costOf } from '../silences/silence-matcher.ts';

/** What of the alerts of a scope is asked for (`GET /api/v2/alerts` and `/alerts/groups`). */
export interface AlertQuery {
  readonly active: boolean;
  readonly silenced: boolean;
  readonly inhibited: boolean;
  readonly muted: boolean;
  /** Those with one value first: they tell soonest. */
  readonly filter: readonly CompiledMatcher[];
  /** Null: whatever its receivers. */
  readonly receiver: ((name: string) => boolean) | null;
}

/** What the patterns of one question may cost to test, in units of `regexCost`. */
const MAX_COST = 1_000;
const MAX_FILTERS = 50;

/** @throws AppError `invalid` in Alertmanager's words */
export function readAlertQuery(search: URLSearchParams): AlertQuery {
  const receiver = search.get('receiver');
  const filter = readFilter(search);
  return {
    active: flag(search, 'active'),
    silenced: flag(search, 'silenced'),
    inhibited: flag(search, 'inhibited'),
    muted: flag(search, 'muted'),
    filter: [...filter].sort((a, b) => Number(a.values === null) - Number(b.values === null)),
    receiver: receiver === null || receiver === '' ? null : receiverTest(receiver),
  };
}

/** The parameters `filter`, in their order. @throws AppError `invalid` */
export function readFilter(search: URLSearchParams): readonly CompiledMatcher[] {
  const texts = search.getAll('filter');
  if (texts.length > MAX_FILTERS) throw invalid(`at most ${MAX_FILTERS} filters`);
  const judge = new RegexJudge();
  const matchers = texts.map((text) => {
    const matcher = parseMatcher(text);
    if (matcher === undefined) throw invalid(`bad matcher format: ${text}`);
    const problem = matcher.operator.endsWith('~') ? judge.problem(matcher.value) : null;
    if (problem !== null) throw invalid(problem);
    return matcher;
  });
  const cost = matchers.reduce((sum, matcher) => sum + costOf(matcher), 0);
  if (cost > MAX_COST) throw invalid('the regular expressions are too large together');
  return matchers.map(compileMatcher);
}

/** @throws AppError `invalid` for anything but true and false */
export function flag(search: URLSearchParams, name: string): boolean {
  const text = search.get(name);
  if (text === null || text === '' || text === 'true') return true;
  if (text === 'false') return false;
  throw invalid(`${name} in query must be of type boolean: ${JSON.stringify(text)}`);
}

function receiverTest(pattern: string): (name: string) => boolean {
  const problem = new RegexJudge().problem(pattern);
  if (problem !== null) throw invalid(`failed to parse receiver param: ${problem}`);
  const expression = RE2JS.compile(`^(?:${pattern})$`);
  return (name) => expression.matches(name);
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
