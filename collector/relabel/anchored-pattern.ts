import { RE2JS } from 're2js';

/** What a pattern may cost to compile: its length times what its counted repetitions add up to. */
const MAX_COST = 200_000;
const MAX_LENGTH = 2_048;

/** The groups of a match by number and by name; one that took no part is absent. */
export interface PatternMatch {
  group(nameOrNumber: string): string;
}

/** An RE2 pattern that must match the whole value, as relabelling wants it; `.` matches line breaks. */
export interface AnchoredPattern {
  test(value: string): boolean;
  match(value: string): PatternMatch | null;
}

export type PatternOutcome =
  | { readonly kind: 'pattern'; readonly pattern: AnchoredPattern }
  | { readonly kind: 'refused'; readonly message: string };

/** Linear in the value; a pattern that would be costly to compile is refused. */
export function anchoredPattern(text: string): PatternOutcome {
  if (text.length > MAX_LENGTH || costOf(text) > MAX_COST) {
    return refused(text, 'it is too large');
  }
  try {
    RE2JS.compile(text);
    return { kind: 'pattern', pattern: compiled(RE2JS.compile(`^(?s:${text})$`)) };
  } catch (thrown) {
    return refused(text, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function refused(text: string, why: string): PatternOutcome {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return { kind: 'refused', message: `the regex ${JSON.stringify(shown)} cannot be used: ${why}` };
}

function costOf(text: string): number {
  let repeats = 1;
  for (const [, least = '0', most = '0'] of text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    repeats += Math.max(Number(least), Number(most));
  }
  const classes = text.match(/\\[pP]/g)?.length ?? 0;
  return (text.length + classes * 200) * repeats;
}

function compiled(expression: RE2JS): AnchoredPattern {
  const groups = expression.namedGroups();
  return {
    test: (value) => expression.matches(value),
    match: (value) => {
      const matcher = expression.matcher(value);
      if (!matcher.matches()) return null;
      const count = matcher.groupCount();
      return {
        group: (nameOrNumber) => {
          const number = /^\d+$/.test(nameOrNumber)
            ? Number(nameOrNumber)
            : Object.hasOwn(groups, nameOrNumber)
              ? (groups[nameOrNumber] ?? -1)
              : -1;
          return number < 0 || number > count ? '' : (matcher.group(number) ?? '');
        },
      };
    },
  };
}
