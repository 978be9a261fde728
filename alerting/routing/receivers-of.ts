import type { Rule } from '../rules/rule.ts';

/**
 * Whom an incident goes to: whom its rule names. That a rule is not evaluated is told to them only
 * when the rule asks for it (`onError: alert`); otherwise it is for the owner, as if nobody were named.
 * @param isAboutRule whether the incident is about the rule itself
 */
export function receiversOf<Named extends Pick<Rule, 'channels' | 'levels' | 'policy' | 'onError'>>(
  rule: Named | null,
  isAboutRule: boolean,
): Named | null {
  if (rule === null || !isAboutRule || rule.onError === 'alert') return rule;
  return { ...rule, channels: [], levels: [], policy: null };
}
