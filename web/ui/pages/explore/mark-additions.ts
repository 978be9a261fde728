import type { ScopeExplanation } from '../../../contract/scopes.ts';

/** A piece of the query that is sent: the reader's own, or added for the scope. */
export interface Piece {
  readonly text: string;
  readonly isAdded: boolean;
}

type Selector = ScopeExplanation['parts'][number]['selectors'][number];

interface Gap {
  /** Where something was put into the reader's text, a UTF-16 offset. */
  readonly at: number;
  /** Characters around the matchers: a comma behind, or braces of their own. */
  readonly before: number;
  readonly after: number;
}

/**
 * Tells what was added to a query. Each selector that is not exempt carries the same matchers:
 * behind its opening brace, or in braces of its own behind its name. Should the two texts differ in
 * another way, all of it counts as the reader's own, so that nothing false is marked.
 */
export function markAdditions(
  query: string,
  sent: string,
  selectors: readonly Selector[],
): readonly Piece[] {
  const gaps = selectors.filter(({ isExempt }) => !isExempt).map(gapOf);
  const around = gaps.reduce((sum, { before, after }) => sum + before + after, 0);
  const matchers = (sent.length - query.length - around) / gaps.length;
  const whole = [{ text: sent, isAdded: false }];
  if (!Number.isInteger(matchers) || matchers < 1) return whole;
  const pieces: Piece[] = [];
  let [from, sentFrom] = [0, 0];
  for (const { at, before, after } of gaps.toSorted((a, b) => a.at - b.at)) {
    const added = sentFrom + (at - from);
    const end = added + before + matchers + after;
    pieces.push({ text: sent.slice(sentFrom, added), isAdded: false });
    pieces.push({ text: sent.slice(added, end), isAdded: true });
    [from, sentFrom] = [at, end];
  }
  pieces.push({ text: sent.slice(sentFrom), isAdded: false });
  const own = pieces.flatMap(({ text, isAdded }) => (isAdded ? [] : [text])).join('');
  return own === query ? pieces.filter(({ text }) => text !== '') : whole;
}

const NAME = /^[\p{L}\p{N}_:]*/u;
/** White space and comments, which may stand between any two words. */
const SPACE = /^(?:\s|#[^\n]*(?:\n|$))*/;

function gapOf({ text, position }: Selector): Gap {
  const nameEnd = NAME.exec(text)?.[0].length ?? 0;
  const brace = nameEnd + spaceAt(text, nameEnd);
  if (text[brace] !== '{') return { at: position.start + nameEnd, before: 1, after: 1 };
  const first = brace + 1 + spaceAt(text, brace + 1);
  return { at: position.start + brace + 1, before: 0, after: text[first] === '}' ? 0 : 1 };
}

function spaceAt(text: string, at: number): number {
  return SPACE.exec(text.slice(at))?.[0].length ?? 0;
}
