import { type LabelIndex, type LabelPair, seriesOf } from './label-index.ts';
import type { ReadMatcher, ReadTurn } from './read-port.ts';

/** Series looked at between two questions whether others should have their turn. */
const PIECE = 256;

/**
 * Slots of the series that fulfil every matcher, ascending; forgotten ones may be among them.
 * Equalities are intersected; every other matcher is asked once about each distinct value.
 */
export async function findSeries(
  index: LabelIndex,
  matchers: readonly ReadMatcher[],
  all: () => readonly number[],
  turn: ReadTurn,
): Promise<readonly number[]> {
  const equal = matchers.filter(({ op, value }) => op === '=' && value !== '');
  const others = matchers.filter((matcher) => !equal.includes(matcher));
  let found: readonly number[] | null = null;
  if (equal.length > 0) found = intersectEqual(index, equal);
  for (const matcher of others) {
    if (found?.length === 0) return found;
    if (found === null && !matcher.matches('')) found = await unionOf(index, matcher, turn);
    else found = await filterBy(index, found ?? all(), matcher, turn);
  }
  return found ?? all();
}

function intersectEqual(index: LabelIndex, matchers: readonly ReadMatcher[]): readonly number[] {
  const lists: (readonly number[])[] = [];
  for (const { name, value } of matchers) {
    const pair = index.pairsOf(name).get(value);
    if (pair === undefined) return [];
    lists.push(seriesOf(pair));
  }
  lists.sort((a, b) => a.length - b.length);
  const [first = [], ...rest] = lists;
  return rest.reduce(intersect, first);
}

/** Both ascending, the first the shorter one. */
function intersect(few: readonly number[], many: readonly number[]): readonly number[] {
  const common: number[] = [];
  let at = 0;
  for (const slot of few) {
    at = lowerBound(many, slot, at);
    if (many[at] === slot) common.push(slot);
  }
  return common;
}

/** Gallops from `from`, so that both short and long steps are cheap. */
function lowerBound(list: readonly number[], slot: number, from: number): number {
  let low = from;
  let step = 1;
  while (low + step < list.length && (list[low + step] ?? 0) < slot) {
    low += step;
    step *= 2;
  }
  let high = Math.min(list.length, low + step + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For a matcher that a missing label does not fulfil. */
async function unionOf(
  index: LabelIndex,
  matcher: ReadMatcher,
  turn: ReadTurn,
): Promise<readonly number[]> {
  const lists: (readonly number[])[] = [];
  let looked = 0;
  for (const pair of index.pairsOf(matcher.name).values()) {
    if (++looked % PIECE === 0 && turn.isDue()) await turn.rest();
    if (matcher.matches(pair.value)) lists.push(seriesOf(pair));
  }
  if (lists.length === 1) return lists[0] ?? [];
  return lists.flat().sort((a, b) => a - b);
}

async function filterBy(
  index: LabelIndex,
  slots: readonly number[],
  matcher: ReadMatcher,
  turn: ReadTurn,
): Promise<readonly number[]> {
  const known = new Map<LabelPair | null, boolean>();
  const found: number[] = [];
  let looked = 0;
  for (const slot of slots) {
    if (++looked % PIECE === 0 && turn.isDue()) await turn.rest();
    const pair = index.pairOf(slot, matcher.name);
    let matches = known.get(pair);
    if (matches === undefined) {
      matches = matcher.matches(pair?.value ?? '');
      known.set(pair, matches);
    }
    if (matches) found.push(slot);
  }
  return found;
}
