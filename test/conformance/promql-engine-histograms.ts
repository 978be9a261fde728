import type { Labels } from '../../platform/model/labels.ts';
import { compileMatchers } from '../../queries/promql/evaluate/compile-matchers.ts';
import { PatternBudget } from '../../queries/promql/evaluate/pattern-budget.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import type { ScriptLoad } from './promql-engine-script.ts';

const CLASSIC_SUFFIX = /_(?:bucket|count|sum)$/;

/** The series of a script that hold native histograms: what reads one cannot be evaluated here. */
export class HistogramNames {
  readonly #series: Labels[] = [];

  clear(): void {
    this.#series.length = 0;
  }

  note({ series, withNativeHistograms }: ScriptLoad): void {
    for (const { labels, points } of series) {
      if (points.includes('histogram')) this.#series.push(labels);
      const name = labels.get('__name__') ?? '';
      if (!withNativeHistograms || !CLASSIC_SUFFIX.test(name)) continue;
      const made = new Map(labels);
      made.delete('le');
      this.#series.push(made.set('__name__', name.replace(CLASSIC_SUFFIX, '')));
    }
  }

  isReadBy(query: string): boolean {
    const parsed = parsePromql(query);
    if (parsed.kind === 'error') return false;
    return selectorsOf(parsed.expr).some((selector) => {
      const matchers = compileMatchers(selector, new PatternBudget());
      return this.#series.some((labels) =>
        matchers.every((matcher) => matcher.matches(labels.get(matcher.name) ?? '')),
      );
    });
  }
}
