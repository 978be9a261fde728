import { RE2JS } from 're2js';
import { PatternTester } from '../../regex/pattern-tester.ts';
import { regexCost } from '../../regex/regex-cost.ts';
import { QueryFailure } from '../../source/query-failure.ts';

/** Steps of matching that all patterns of one query may take together, about 0.1 µs each. */
const MAX_EFFORT = 20_000_000;

/** What compiling one unit of `regexCost` takes, in steps of matching. */
const STEPS_TO_COMPILE = 30;

/** The longest pattern, in UTF-16 units. */
const MAX_PATTERN = 32 * 1024;

/** A pattern with groups, anchored on both sides. */
export interface GroupPattern {
  /** The groups of a match by index and by name, the whole match as group 0; null: no match. */
  match(text: string): Groups | null;
}

export interface Groups {
  /** The empty text for a group that is not there, or took no part. */
  group(nameOrIndex: string | number): string;
}

/**
 * What the patterns of one query may cost together. All run in linear time (RE2), and nothing is
 * matched any more once the effort is spent, so that a tenant cannot stall the thread.
 */
export class PatternBudget {
  readonly #tester = new PatternTester(MAX_EFFORT);
  #effort = 0;

  /** Does the pattern, anchored on both sides, match? @throws QueryFailure when it costs too much */
  test(pattern: string, value: string): boolean {
    const answer = this.#tester.test(pattern, value);
    if (answer === null) throw tooMuch();
    return answer;
  }

  /**
   * Compiles what `label_replace` matches with.
   * @returns null for a pattern that is malformed @throws QueryFailure when it costs too much
   */
  compile(pattern: string): GroupPattern | null {
    const size = regexCost(pattern);
    if (pattern.length > MAX_PATTERN) throw tooMuch();
    this.#spend(size * STEPS_TO_COMPILE);
    const expression = compiled(pattern);
    if (expression === null) return null;
    const names = expression.namedGroups();
    return {
      match: (text) => {
        this.#spend(size * (text.length + 1));
        const matcher = expression.matcher(text);
        if (!matcher.matches()) return null;
        return {
          group: (nameOrIndex) => {
            const index = typeof nameOrIndex === 'number' ? nameOrIndex : names[nameOrIndex];
            if (index === undefined || index > matcher.groupCount()) return '';
            return matcher.group(index) ?? '';
          },
        };
      },
    };
  }

  #spend(steps: number): void {
    this.#effort += steps;
    if (this.#effort > MAX_EFFORT) throw tooMuch();
  }
}

function compiled(pattern: string): RE2JS | null {
  try {
    RE2JS.compile(pattern);
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    // The library tells of a malformed pattern by throwing: that is the answer asked for.
    return null;
  }
}

function tooMuch(): QueryFailure {
  return new QueryFailure(
    'execution',
    'the regular expressions of this query take more time than a query is allowed; make them simpler or match fewer values',
  );
}
