import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LintFinding } from '../../../contract/rule-lint.ts';
import type { RulePreview } from '../../../contract/rules.ts';
import { ApiError } from '../../api/api-error.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { type Findings, findingsOf } from '../../forms/pointer.ts';
import { usePlace } from '../../scope/use-place.ts';
import { checkRule } from './check-rule.ts';
import { inputOfRule, type RuleForm } from './rule-form.ts';

export interface Preview {
  readonly data: RulePreview | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  /** What the service finds wrong, by field; empty while it has not judged the present text. */
  readonly findings: Findings;
  /** What is worth a thought about the present text. */
  readonly lint: readonly LintFinding[];
}

const NO_LINT: readonly LintFinding[] = [];

/** The expression of a rule: what was typed, or what the service says that its source comes to. */
export function askedBy(form: RuleForm, preview: Preview): string {
  if (form.source === null) return form.expression;
  return preview.data?.expression ?? form.expression;
}

const PAUSE_MS = 500;

/**
 * Asks the service, half a second after the last change, what the rule would become.
 * @param ruleId of the rule that is changed
 */
export function useRulePreview(form: RuleForm, ruleId: string | undefined): Preview {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [settled] = useDebouncedValue(form, PAUSE_MS);
  const isComplete = checkRule(settled, t).size === 0;
  const body = inputOfRule(settled);
  const preview = useQuery({
    queryKey: [...ownerKey(owner), 'rule-preview', body, ruleId],
    queryFn: ({ signal }) => {
      const query = ruleId === undefined ? {} : { rule: ruleId };
      return call('rules.preview', { params: { owner }, query, body, signal });
    },
    enabled: isComplete,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  const isCurrent = settled === form && isComplete;
  const { error } = preview;
  return {
    data: isComplete ? preview.data : undefined,
    error: isComplete ? error : null,
    retry: () => void preview.refetch(),
    lint: isCurrent ? (preview.data?.lint ?? NO_LINT) : NO_LINT,
    findings: isCurrent && error instanceof ApiError ? findingsOf(error.details) : new Map(),
  };
}
