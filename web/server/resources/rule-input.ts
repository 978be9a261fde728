import { type RuleDraft, textSource } from '../../../alerting/rules/rule-draft.ts';
import type { SourceDraft } from '../../../alerting/rules/rule-source.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type * as contract from '../../contract/rules.ts';

/**
 * A rule as it was sent, for the service to judge.
 * @throws AppError `invalid` for one without expression and source
 */
export function draftOf({ source, language, expression, ...body }: contract.RuleInput): RuleDraft {
  return {
    ...body,
    source: sourceDraft(source, expression, language),
    labels: new Map(Object.entries(body.labels)),
    annotations: new Map(Object.entries(body.annotations)),
  };
}

function sourceDraft(
  source: contract.RuleSourceInput | undefined,
  expression: string | undefined,
  language: contract.RuleLanguage | undefined,
): SourceDraft {
  if (source === undefined) {
    if (expression !== undefined) return textSource(expression, language);
    throw new AppError('invalid', 'The rule has neither an expression nor a source.', {
      details: [{ path: '/expression', message: 'is missing, and no source is given' }],
    });
  }
  if (source.kind === 'log_form') {
    const { window, ...form } = source.form;
    return { kind: 'log_form', form: { ...form, windowMs: parseDurationMs(window) ?? 0 } };
  }
  const { template, parameters } = source;
  const { window, ...given } = parameters;
  const windowMs = window === undefined ? undefined : parseDurationMs(window);
  return {
    kind: 'template',
    template,
    parameters: windowMs === undefined ? given : { ...given, windowMs },
  };
}
