import { RE2JS } from 're2js';
import { regexProblem } from '../promql/regex-check.ts';
import { plainRegex } from './plain-regex.ts';
import { regexCost } from './regex-cost.ts';

/**
 * What the patterns of a query that need a real parser may cost together, in the units of
 * `regexCost`: some tens of milliseconds. Patterns of a simple shape cost nothing.
 */
export const MAX_REGEX_COST = 10_000;

interface Verdict {
  readonly problem: string | null;
  readonly groupNames: readonly string[];
  readonly matchesEmpty: boolean;
}

/**
 * Judges the patterns of one query as RE2 does, each once: compiling one costs more than parsing a
 * whole query, and a rewritten query holds the same patterns again.
 */
export class RegexJudge {
  private readonly verdicts = new Map<string, Verdict>();
  private spent = 0;

  /** Why a pattern is no RE2 expression, in Go's words, or too much for us; `null` when it is fine. */
  problem(pattern: string): string | null {
    return this.verdict(pattern).problem;
  }

  /** Names of the groups of a pattern; none where it has a problem. */
  groupNames(pattern: string): readonly string[] {
    return this.verdict(pattern).groupNames;
  }

  /** Does a pattern, anchored on both sides, match the empty text? One with a problem does not. */
  matchesEmpty(pattern: string): boolean {
    return this.verdict(pattern).matchesEmpty;
  }

  private verdict(pattern: string): Verdict {
    const known = this.verdicts.get(pattern);
    if (known !== undefined) return known;
    const plain = plainRegex(pattern);
    const verdict = plain === null ? this.judge(pattern) : { ...plain, problem: null };
    this.verdicts.set(pattern, verdict);
    return verdict;
  }

  private judge(pattern: string): Verdict {
    this.spent += regexCost(pattern);
    if (this.spent > MAX_REGEX_COST) {
      return refused('the regular expressions of this query are too large together');
    }
    const problem = regexProblem(pattern);
    if (problem !== null) return refused(problem);
    return {
      problem: null,
      groupNames: Object.keys(RE2JS.compile(pattern).namedGroups()),
      matchesEmpty: RE2JS.compile(`^(?s:${pattern})$`).matches(''),
    };
  }
}

function refused(problem: string): Verdict {
  return { problem, groupNames: [], matchesEmpty: false };
}
