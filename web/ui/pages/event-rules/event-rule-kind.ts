import type { EventRule } from '../../../contract/event-rules.ts';
import { eventRuleQuery } from '../../api/event-rule-queries.ts';
import type { ThingKind } from '../../things/thing-kind.ts';
import {
  checkEventRule,
  EVENT_RULE_FIELDS,
  type EventRuleForm,
  formOfEventRule,
  inputOfEventRule,
  isEventRuleForm,
} from './event-rule-form.ts';

export const EVENT_RULES: ThingKind<EventRule, EventRuleForm> = {
  words: 'eventRules',
  list: '/event-rules',
  draft: 'event-rule',
  formOf: formOfEventRule,
  isForm: isEventRuleForm,
  check: checkEventRule,
  fields: () => EVENT_RULE_FIELDS,
  query: eventRuleQuery,
  create: (call, { owner }, value) =>
    call('eventRules.create', { params: { owner }, body: inputOfEventRule(value) }),
  update: (call, params, value, revision) =>
    call('eventRules.update', { params, body: inputOfEventRule(value), revision }),
  remove: (call, params) => call('eventRules.delete', { params }),
};
