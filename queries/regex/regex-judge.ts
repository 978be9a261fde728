import { RE2JS } from 're2js';
import { isLiteralPattern, literalMatchesEmpty } from './literal-pattern.ts';
import { plainRegex } from './plain-regex.ts';
import { regexCost } from './regex-cost.ts';

/**
 * What the patterns of one question that need a real parser may cost together, in the units of
 * `regexCost`: some tens of milliseconds. Patterns of a simple shape cost nothing.
 */
const MAX_REGEX_COST = 10_000;

interface Verdict {
  readonly problem: string | null;
  readonly groupNames: readonly string[];
  /** null: not looked at yet. */
  matchesEmpty: boolean | null;
}

/**
 * Judges the patterns of one question as RE2 does, each once: compiling one costs more than parsing
 * a whole query, and a rewritten query holds the same patterns again. All that belongs to one
 * question (its selectors, its rewritten text) is to share one judge, since the cost is bounded per
 * judge. As in Prometheus 3.x and Loki, a pattern is judged alone, before it is anchored.
 */
export class RegexJudge {
  readonly #verdicts = new Map<string, Verdict>();
  #spent = 0;

  /**
   * Why a pattern is no RE2 expression, in Go's words (``error parsing regexp: missing closing ): `(` ``),
   * or too much for us; `null` when it is fine.
   */
  problem(pattern: string): string | null {
    return isLiteralPattern(pattern) ? null : this.#verdict(pattern).problem;
  }

  /** Names of the groups of a pattern; none where it has a problem. */
  groupNames(pattern: string): readonly string[] {
    return this.#verdict(pattern).groupNames;
  }

  /** Does a pattern, anchored on both sides, match the empty text? One with a problem does not. */
  matchesEmpty(pattern: string): boolean {
    if (isLiteralPattern(pattern)) return literalMatchesEmpty(pattern);
    const verdict = this.#verdict(pattern);
    verdict.matchesEmpty ??= RE2JS.compile(`^(?s:${pattern})$`).matches('');
    return verdict.matchesEmpty;
  }

  #verdict(pattern: string): Verdict {
    const known = this.#verdicts.get(pattern);
    if (known !== undefined) return known;
    const plain = plainRegex(pattern);
    const verdict = plain === null ? this.#judge(pattern) : { ...plain, problem: null };
    this.#verdicts.set(pattern, verdict);
    return verdict;
  }

  #judge(pattern: string): Verdict {
    if (this.#spent <= MAX_REGEX_COST) this.#spent += regexCost(pattern);
    if (this.#spent > MAX_REGEX_COST) {
      return refused('the regular expressions of this query are too large together');
    }
    try {
      const groupNames = Object.keys(RE2JS.compile(pattern).namedGroups());
      return { problem: null, groupNames, matchesEmpty: null };
    } catch (thrown) {
      // The library reports a malformed pattern by throwing: that is the answer asked for.
      return refused(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}

function refused(problem: string): Verdict {
  return { problem, groupNames: [], matchesEmpty: false };
}
