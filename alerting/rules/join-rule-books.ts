import type { Rule } from './rule.ts';
import type { RuleBook } from './rule-book.ts';

/** Several books as one, for those who need not know where a rule comes from. Ids are distinct. */
export function joinRuleBooks(first: RuleBook, second: RuleBook): RuleBook {
  let from: readonly [readonly Rule[], readonly Rule[]] = [[], []];
  let joined: readonly Rule[] = [];
  return {
    get: (id) => first.get(id) ?? second.get(id),
    all: () => {
      const now = [first.all(), second.all()] as const;
      if (now[0] === from[0] && now[1] === from[1]) return joined;
      from = now;
      joined = [...now[0], ...now[1]];
      return joined;
    },
  };
}
