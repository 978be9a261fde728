import { blankRule, type RuleForm } from '../rule-form.ts';
import { BLANK_LINE } from './log-form.ts';

/** A new rule on logs: how many lines with a keyword there were in five minutes. */
export function ruleOfLogForm(scope: string, ladder: readonly string[]): RuleForm {
  return {
    ...blankRule(scope, '', ladder, 'logql'),
    source: {
      kind: 'log_form',
      form: {
        streams: [{ label: '', op: '=', value: '' }],
        lines: [BLANK_LINE],
        parser: 'none',
        fields: [],
        window: '5m',
        groupBy: ['namespace'],
      },
    },
    interval: '1m',
  };
}
