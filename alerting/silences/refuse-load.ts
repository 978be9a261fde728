import type { Silence } from './silence.ts';
import type { SilenceLoad } from './silence-book.ts';
import { costOf } from './silence-matcher.ts';
import { silenceTest } from './silence-test.ts';

/** Silences of one owner that have not ended. */
const MAX_SILENCES = 10_000;
/** Of these, those that no value of a label selects: each is tested for every alert. */
const MAX_WIDE = 500;
/** Of these, those whose times have to be worked out again and again. */
const MAX_RECURRING = 500;
/** What all their patterns may cost, in units of `regexCost`: some tens of milliseconds per alert. */
const MAX_PATTERNS = 20_000;

/** Why the owner may have no silence more like this one, in words for people; null: it may. */
export function refuseLoad(silence: Silence, load: SilenceLoad): string | null {
  const { owner, binding, matchers } = silence;
  if (load.standing >= MAX_SILENCES) {
    return `${owner} has ${load.standing} silences; no more are kept.`;
  }
  const isWide = binding === null && silenceTest(silence).matchers.every((one) => !one.values);
  if (isWide && load.wide >= MAX_WIDE) {
    return `${owner} has ${load.wide} silences without an equality matcher; add one, such as alertname="…".`;
  }
  if (silence.schedule.kind === 'recurring' && load.recurring >= MAX_RECURRING) {
    return `${owner} has ${load.recurring} recurring silences; no more are kept.`;
  }
  const cost = matchers.reduce((sum, matcher) => sum + costOf(matcher), 0);
  if (cost > 0 && load.patterns + cost > MAX_PATTERNS) {
    return `The regular expressions of the silences of ${owner} are too large together; use equality or a list of values, such as a|b.`;
  }
  return null;
}
