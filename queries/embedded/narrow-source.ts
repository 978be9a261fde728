import { type EnforcedMatcher, enforcedPattern } from '../scope/enforced-matcher.ts';
import type { ReadWithin } from '../scope/read-within.ts';
import type { SeriesSource } from '../source/series-source.ts';
import type { SourceMatcher } from '../source/source-matcher.ts';
import type { StreamSource } from '../source/stream-source.ts';
import { NO_SERIES, NO_STREAMS } from './read-nothing.ts';

const METRIC_NAME = '__name__';

/**
 * A source that shows only what may be read of it: every reading carries the matchers, except that of
 * exactly one exempt metric. The texts of questions carry them too; this holds for what is read without
 * a selector in any text, as by `info()`, and should a text ever come without.
 * @param within null: nothing may be read
 */
export function seriesWithin(source: SeriesSource, within: ReadWithin | null): SeriesSource {
  if (within === null) return NO_SERIES;
  if (within.matchers.length === 0) return source;
  const own = within.matchers.map(asSourceMatcher);
  const exempt = new Set(within.exemptMetrics);
  const narrowed = (matchers: readonly SourceMatcher[]) =>
    readsExempt(matchers, exempt) ? matchers : withMatchers(matchers, own);
  const all = (selectors: readonly (readonly SourceMatcher[])[]) =>
    selectors.length === 0 ? [own] : selectors.map(narrowed);
  return {
    select: (ask, turn) => source.select({ ...ask, matchers: narrowed(ask.matchers) }, turn),
    labelSets: (ask, turn) => source.labelSets({ ...ask, selectors: all(ask.selectors) }, turn),
    labelNames: (ask, turn) => source.labelNames({ ...ask, selectors: all(ask.selectors) }, turn),
    labelValues: (name, ask, turn) =>
      source.labelValues(name, { ...ask, selectors: all(ask.selectors) }, turn),
  };
}

/** The same for streams, of which none is shared by tenants. */
export function streamsWithin(source: StreamSource, within: ReadWithin | null): StreamSource {
  if (within === null) return NO_STREAMS;
  if (within.matchers.length === 0) return source;
  const own = within.matchers.map(asSourceMatcher);
  return {
    select: (ask, turn) =>
      source.select({ ...ask, matchers: withMatchers(ask.matchers, own) }, turn),
    follow: (matchers, listener) => source.follow(withMatchers(matchers, own), listener),
  };
}

/** As `isExempt` of enforcement decides for a selector. */
function readsExempt(matchers: readonly SourceMatcher[], exempt: ReadonlySet<string>): boolean {
  if (exempt.size === 0) return false;
  const [name, ...others] = matchers.filter((matcher) => matcher.name === METRIC_NAME);
  return name?.op === '=' && others.length === 0 && exempt.has(name.value);
}

/** Each once: nearly always the text has brought them along already. */
function withMatchers(
  matchers: readonly SourceMatcher[],
  own: readonly SourceMatcher[],
): readonly SourceMatcher[] {
  const missing = own.filter(({ name, op, value }) =>
    matchers.every((one) => one.name !== name || one.op !== op || one.value !== value),
  );
  return missing.length === 0 ? matchers : [...matchers, ...missing];
}

function asSourceMatcher(matcher: EnforcedMatcher): SourceMatcher {
  const { name } = matcher;
  if (matcher.op === '=~') {
    const values = new Set(matcher.values);
    const value = enforcedPattern(matcher.values);
    return { name, op: matcher.op, value, matches: (text) => values.has(text) };
  }
  // An absence is written as the empty value, which a label that is not there has.
  const value = matcher.op === 'absent' ? '' : matcher.value;
  return { name, op: '=', value, matches: (text) => text === value };
}
