import { AppError } from '../../../platform/errors/app-error.ts';
import { parsePromql, parsePromqlSelector } from '../../promql/parse.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { PatternTester } from '../../regex/pattern-tester.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import {
  type Contradiction,
  contradictionMessage,
  contradictions,
  type JudgedSelector,
} from '../../scope/contradictions.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import { isExempt } from '../../scope/exempt-metric.ts';

/** One backend's share in what must be met. */
export interface EnforcedPart {
  readonly matchers: readonly EnforcedMatcher[];
  readonly exemptMetrics: readonly string[];
}

/** A text of a question with its selectors. */
export interface JudgedText {
  readonly text: string;
  /** Those that carry the matchers where these metrics are exempt. */
  readonly selectors: (exempt: ReadonlySet<string>) => readonly JudgedSelector[];
}

/** A selector that can match nothing on any backend, with the text it is of. */
export interface FoundContradiction {
  readonly text: string;
  readonly contradiction: Contradiction;
}

/** The selectors of a question that can match nothing on any of the scope's backends. */
export function findContradictions(
  texts: readonly JudgedText[],
  parts: readonly EnforcedPart[],
): readonly FoundContradiction[] {
  const patterns = new PatternTester();
  return texts.flatMap(({ text, selectors }) => {
    const byPart = parts.map(({ matchers, exemptMetrics }) =>
      contradictions(selectors(new Set(exemptMetrics)), matchers, patterns),
    );
    const [first = [], ...others] = byPart;
    const isEverywhere = ({ selector }: Contradiction) =>
      others.every((found) => found.some((one) => one.selector.start === selector.start));
    return first.filter(isEverywhere).map((contradiction) => ({ text, contradiction }));
  });
}

/**
 * Strict mode: refuses what asks for values outside the scope instead of answering that there is
 * nothing. @throws AppError `unprocessable`, naming the selector and the label.
 */
export function refuseContradictions(
  texts: readonly JudgedText[],
  parts: readonly EnforcedPart[],
): void {
  const [found] = findContradictions(texts, parts);
  if (!found) return;
  throw new AppError('unprocessable', contradictionMessage(found.text, found.contradiction));
}

/** The texts of a question in PromQL; one that does not parse is refused elsewhere. */
export function promqlTexts(
  query: string | null,
  matchSelectors: readonly string[] | null,
): readonly JudgedText[] {
  const regexes = new RegexJudge();
  const texts: JudgedText[] = [];
  if (query !== null) {
    const parsed = parsePromql(query, { regexes });
    if (parsed.kind === 'ok') texts.push(judged(query, selectorsOf(parsed.expr)));
  }
  for (const text of matchSelectors ?? []) {
    const parsed = parsePromqlSelector(text, { regexes });
    if (parsed.kind === 'ok') texts.push(judged(text, [parsed.expr]));
  }
  return texts;
}

function judged(text: string, all: ReturnType<typeof selectorsOf>): JudgedText {
  return {
    text,
    selectors: (exempt) => all.filter((selector) => !isExempt(selector, exempt)),
  };
}
