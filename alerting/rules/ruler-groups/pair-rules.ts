import type { Rule } from '../rule.ts';
import type { RuleDraft } from '../rule-draft.ts';

/** What a new text of a group means for the rules that are in it; drafts keep their order. */
export interface PairedRules {
  readonly drafts: readonly { readonly draft: RuleDraft; readonly before: Rule | null }[];
  /** Rules of the group that the text no longer has. */
  readonly gone: readonly Rule[];
}

/**
 * Which rule each draft is: the one with the same name and question, else the next of the same name;
 * and where one draft and one rule are left of a kind, that rule under a new name.
 */
export function pairRules(rules: readonly Rule[], drafts: readonly RuleDraft[]): PairedRules {
  const left = new Set(rules);
  const found = new Map<RuleDraft, Rule>();
  const pair = (isSame: (rule: Rule, draft: RuleDraft) => boolean) => {
    for (const draft of drafts) {
      if (found.has(draft)) continue;
      const rule = firstOf(left, (one) => isSame(one, draft));
      if (rule === undefined) continue;
      found.set(draft, rule);
      left.delete(rule);
    }
  };
  const named = (rule: Rule, draft: RuleDraft) =>
    rule.name === draft.name && rule.record === (draft.record ?? null);
  pair((rule, draft) => named(rule, draft) && rule.expression === expressionOf(draft));
  pair(named);
  const unknown = drafts.filter((draft) => !found.has(draft));
  if (unknown.length === 1 && left.size === 1) {
    pair((rule, draft) => (rule.record === null) === (draft.record === undefined));
  }
  return {
    drafts: drafts.map((draft) => ({ draft, before: found.get(draft) ?? null })),
    gone: [...left],
  };
}

/** Without a copy for each draft: in the order of the group the first one is it. */
function firstOf(rules: ReadonlySet<Rule>, isIt: (rule: Rule) => boolean): Rule | undefined {
  for (const rule of rules) if (isIt(rule)) return rule;
  return undefined;
}

function expressionOf({ source }: RuleDraft): string | null {
  return source.kind === 'text' ? source.expression : null;
}
