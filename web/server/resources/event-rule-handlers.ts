import type { EventRule, EventRuleContent } from '../../../alerting/event-rules/event-rule.ts';
import type { EventRuleDraft } from '../../../alerting/event-rules/validate-event-rule.ts';
import type { KeptService } from '../../../alerting/kept/kept-service.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import type * as contract from '../../contract/event-rules.ts';
import type { Handlers } from '../register-api.ts';
import { keptHandlers, keptHistory, presentKept } from './kept-handlers.ts';

type EventRuleHandlers = Pick<Handlers, Extract<keyof Handlers, `eventRules.${string}`>>;

/** Event rules over HTTP. */
export function eventRuleHandlers(
  rules: KeptService<EventRuleContent, EventRuleDraft>,
): EventRuleHandlers {
  const kept = keptHandlers(rules, present);
  return {
    'eventRules.list': kept.list,
    'eventRules.get': kept.get,
    'eventRules.create': kept.create,
    'eventRules.update': kept.update,
    'eventRules.delete': kept.delete,
    'eventRules.history': (input, context) =>
      keptHistory(rules, input, context, (content) => ({ rule: presentContent(content) })),
  };
}

function present(rule: EventRule): contract.EventRule {
  return { ...presentKept(rule), ...presentContent(rule.content) };
}

function presentContent({ quietMs, ...content }: EventRuleContent): contract.EventRuleInput {
  return { ...content, quiet: printDurationMs(quietMs) };
}
