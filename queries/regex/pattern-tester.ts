import { RE2JS } from 're2js';
import { regexCost } from './regex-cost.ts';

/** Default of what the tests of one question may take together: about 0.2 s at the worst. */
const MAX_TEST_EFFORT = 2_000_000;

/** What compiling one unit of `regexCost` takes, in steps of matching. */
const STEPS_TO_COMPILE = 30;

/** Patterns longer than this are not even looked at; no query holds one. */
const MAX_PATTERN = 128 * 1024;

interface Compiled {
  readonly matches: (value: string) => boolean;
  /** Steps for each character of a value, at most. */
  readonly size: number;
  readonly known: Map<string, boolean>;
}

/**
 * Tests values against the patterns of one question as Prometheus and Loki do: RE2, anchored on both
 * sides, `.` matching line breaks. In linear time, and all tests together within a bounded effort;
 * each pattern is compiled and each value tested once.
 */
export class PatternTester {
  readonly #compiled = new Map<string, Compiled>();
  readonly #maxEffort: number;
  #effort = 0;

  /** @param maxEffort steps, about 0.1 µs each */
  constructor(maxEffort: number = MAX_TEST_EFFORT) {
    this.#maxEffort = maxEffort;
  }

  /** Does the pattern match the value? `null` where telling would take more than is allowed. */
  test(pattern: string, value: string): boolean | null {
    const compiled = this.#compiled.get(pattern) ?? this.#compile(pattern);
    if (compiled === null) return null;
    const known = compiled.known.get(value);
    if (known !== undefined) return known;
    if (!this.#spend(compiled.size * (value.length + 1))) return null;
    const matches = compiled.matches(value);
    compiled.known.set(value, matches);
    return matches;
  }

  /** `null` for one that is too large, or that is no RE2 (which the parser has refused before). */
  #compile(pattern: string): Compiled | null {
    const compiled = ALTERNATIVES.test(pattern) ? alternatives(pattern) : this.#expression(pattern);
    if (compiled !== null) this.#compiled.set(pattern, compiled);
    return compiled;
  }

  #expression(pattern: string): Compiled | null {
    if (pattern.length > MAX_PATTERN) return null;
    const size = regexCost(pattern);
    if (!this.#spend(size * STEPS_TO_COMPILE)) return null;
    try {
      const expression = RE2JS.compile(`^(?s:${pattern})$`);
      return { matches: (value) => expression.matches(value), size, known: new Map() };
    } catch {
      // The library tells of a malformed pattern by throwing; nothing can be said of it here.
      return null;
    }
  }

  #spend(steps: number): boolean {
    if (this.#effort + steps > this.#maxEffort) return false;
    this.#effort += steps;
    return true;
  }
}

/** Nothing but texts and `|`: what interfaces make of a choice of several values. */
const ALTERNATIVES = /^[^\\^$()[\]{}?*+.]*$/;

function alternatives(pattern: string): Compiled {
  const texts = new Set(pattern.split('|'));
  return { matches: (value) => texts.has(value), size: 1, known: new Map() };
}
