import { RE2JS } from 're2js';
import { regexMatchesEmpty, regexProblem } from '../promql/regex-check.ts';
import { plainRegex } from './plain-regex.ts';

/**
 * Judges patterns as RE2 does, in linear time. Those that need a real parser are judged once:
 * compiling one costs more than parsing a whole query, and a rewritten query holds the same
 * patterns again.
 */
export class RegexJudge {
  private readonly problems = new Map<string, string | null>();

  /** Why a pattern is no RE2 expression, in Go's words, or `null` when it is one. */
  problem(pattern: string): string | null {
    const known = this.problems.get(pattern);
    if (known !== undefined) return known;
    const problem = plainRegex(pattern) === null ? regexProblem(pattern) : null;
    this.problems.set(pattern, problem);
    return problem;
  }

  /** Names of the groups of a valid pattern. */
  groupNames(pattern: string): readonly string[] {
    const plain = plainRegex(pattern);
    if (plain !== null) return plain.groupNames;
    return Object.keys(RE2JS.compile(pattern).namedGroups());
  }

  /** Does a valid pattern, anchored on both sides, match the empty text? */
  matchesEmpty(pattern: string): boolean {
    return plainRegex(pattern)?.matchesEmpty ?? regexMatchesEmpty(pattern);
  }
}
